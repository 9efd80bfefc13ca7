import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useEngine } from '../../hooks.ts';
import { inOrder } from '../../state/timeline.ts';
import type { ApiFailure } from '../../state/transcript.ts';
import { ApiError } from '../../sync/api.ts';
import { t, textOf } from '../../texts.ts';
import type { InteractionSummary, Segment } from '../../wire.ts';
import { Dialog } from '../dialog.tsx';
import { Icon } from '../icons.tsx';
import { Skeleton } from '../list-states.tsx';
import { SegmentFacts } from './segment-facts.tsx';
import { SegmentTable } from './segment-table.tsx';
import { TimelinePicture } from './timeline-picture.tsx';

/** The segments of an interaction as a picture, with the details of the chosen one. */
export function Timeline({ summary }: { summary: InteractionSummary }): JSX.Element {
  const { segments, error, again } = useSegments(summary);
  const [chosen, setChosen] = useState<string>();
  const [large, setLarge] = useState(false);
  if (error && !segments) return <TimelineError error={error} onRetry={again} />;
  if (!segments) return <Skeleton label={t('timeline.loading')} rows={2} kind="row" />;
  if (segments.length === 0) return <p class="details-none">{t('timeline.empty')}</p>;
  const found = segments.findIndex((segment) => keyOf(segment) === chosen);
  const selected = found < 0 ? segments.length - 1 : found;
  const view = (
    <>
      <TimelinePicture
        segments={segments}
        selected={selected}
        onSelect={(index) => setChosen(keyOf(segments[index] as Segment))}
      />
      <SegmentFacts segment={segments[selected] as Segment} />
    </>
  );
  return (
    <div class="timeline">
      {view}
      <SegmentTable segments={segments} />
      <button type="button" class="button small timeline-enlarge" onClick={() => setLarge(true)}>
        <Icon name="enlarge" /> {t('timeline.enlarge')}
      </button>
      {large && (
        <Dialog title={t('timeline.of', { name: summary.name })} onClose={() => setLarge(false)} class="dialog-wide">
          <div class="timeline">{view}</div>
        </Dialog>
      )}
    </div>
  );
}

function keyOf({ start, sequence, type }: Segment): string {
  return `${start} ${sequence} ${type}`;
}

function TimelineError({ error, onRetry }: { error: ApiFailure; onRetry: () => void }): JSX.Element {
  return (
    <div class="timeline-failed" role="alert">
      <p>
        {t('timeline.failed')} {textOf(`error.${error.code}`, {}, t('error.internal'))}{' '}
        {error.reference && <span class="reference">{error.reference}</span>}
      </p>
      <button type="button" class="button small" onClick={onRetry}>
        <Icon name="retry" /> {t('retry')}
      </button>
    </div>
  );
}

/** Several events in a row make one call. */
const gather = 250;

interface Segments {
  readonly segments: readonly Segment[] | undefined;
  readonly error: ApiFailure | undefined;
  again(): void;
}

/** Fetched anew with every change of the interaction; what is there stays in sight meanwhile. */
function useSegments({ id, version }: InteractionSummary): Segments {
  const engine = useEngine();
  const [known, setKnown] = useState<readonly Segment[]>();
  const [error, setError] = useState<ApiFailure>();
  const [tries, setTries] = useState(0);
  const loaded = useRef(false);
  useEffect(() => {
    let current = true;
    const load = async () => {
      try {
        const segments = await engine.callbacks.timeline(id);
        if (!current) return;
        loaded.current = true;
        setKnown(segments);
        setError(undefined);
      } catch (failure) {
        if (current) setError(failure instanceof ApiError ? failure : { code: 'internal' });
      }
    };
    const cancel = engine.clock.after(loaded.current ? gather : 0, () => void load());
    return () => {
      current = false;
      cancel();
    };
  }, [id, version, tries]);
  const segments = useMemo(() => known && inOrder(known), [known]);
  return { segments, error, again: () => setTries(tries + 1) };
}
