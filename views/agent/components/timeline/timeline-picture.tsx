import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Bar, type Picture, pictureOf, type SnoozeBubble } from '../../state/timeline.ts';
import { t } from '../../texts.ts';
import { exactTimeOf, secondOf, timeOf } from '../../time.ts';
import type { Segment } from '../../wire.ts';
import { durationOf, kindOf, nameOfType, shortOfType } from './segment-words.ts';

interface TimelinePictureProps {
  readonly segments: readonly Segment[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
}

/** Pixels of the drawing. A segment is never narrower than a pointer's target. */
const least = 24;
const barHeight = 44;
const bubbleHeight = 20;
const bubbleStep = 30;
const axisHeight = 24;
/** Of one character of the small type, on average. */
const character = 6.6;
/** Below this span times are written with their seconds. */
const shortSpan = 10 * 60_000;

/** A bar in time: segments by type, a bubble where one ended in a snooze, and times where they are. Arrow keys walk over it. */
export function TimelinePicture({ segments, selected, onSelect }: TimelinePictureProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const span = segments.reduce((sum, segment) => sum + segment.durationMs, 0);
  const written = (at: number) => (span < shortSpan ? secondOf(at) : timeOf(at));
  const bubble = Math.ceil(t('timeline.snooze').length * character) + 14;
  const tick = Math.ceil(written(Date.parse(segments[0]?.start ?? '')).length * character) + 12;
  const picture = useMemo(() => pictureOf(segments, { room, least, tick, bubble }), [segments, room, tick, bubble]);
  const levels = picture.bubbles.reduce((most, { level }) => Math.max(most, level + 1), 0);
  const top = levels * bubbleStep + 4;
  const mirrored = document.dir === 'rtl';
  /** Where a stretch begins on the drawing; time runs as one reads. */
  const x = (from: number, width = 0) => (mirrored ? picture.width - from - width : from);
  useSelectedInView(box, picture, selected, x);

  const choose = (index: number) => {
    onSelect(index);
    box.current?.querySelectorAll<SVGGElement>('[role=radio]')[index]?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = mirrored ? -1 : 1;
    const to = {
      ArrowRight: selected + step,
      ArrowLeft: selected - step,
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      Home: 0,
      End: segments.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(Math.min(segments.length - 1, Math.max(0, to)));
  };
  return (
    <figure class="timeline-figure">
      <div
        class="timeline-box"
        ref={box}
        role="radiogroup"
        aria-label={t('timeline.segments')}
        tabIndex={-1}
        onKeyDown={walk}
      >
        <svg class="timeline-picture" width={picture.width} height={top + barHeight + axisHeight} role="presentation">
          {picture.bars.map((bar, index) => (
            <BarDrawing
              key={`${bar.segment.start} ${index}`}
              bar={bar}
              x={x(bar.from, bar.width)}
              y={top}
              selected={index === selected}
              onSelect={() => choose(index)}
            />
          ))}
          {picture.bubbles.map((one) => (
            <Bubble
              key={one.index}
              bubble={one}
              x={x(one.left, bubble)}
              tip={x(one.from)}
              width={bubble}
              bar={top}
              onSelect={() => choose(Math.min(one.index + 1, segments.length - 1))}
            />
          ))}
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused */}
          <g class="timeline-axis" aria-hidden="true">
            {picture.ticks.map(({ at, from }, index) => (
              <g key={from}>
                <title>{exactTimeOf(at)}</title>
                <line x1={x(from)} x2={x(from)} y1={top + barHeight} y2={top + barHeight + 5} />
                <text
                  x={x(from)}
                  y={top + barHeight + 18}
                  text-anchor={anchorOf(index, picture.ticks.length, mirrored)}
                  direction="ltr"
                >
                  {written(at)}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      <figcaption>
        <Legend segments={segments} />
        {!picture.toScale && <p class="timeline-scale">{t('timeline.notToScale')}</p>}
      </figcaption>
    </figure>
  );
}

interface BarDrawingProps {
  readonly bar: Bar;
  readonly x: number;
  readonly y: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function BarDrawing({ bar: { segment, width }, x, y, selected, onSelect }: BarDrawingProps): JSX.Element {
  const name = nameOfType(segment.type);
  const fits = name.length * character + 8 <= width;
  const label = t('timeline.segment', {
    type: name,
    time: secondOf(segment.start),
    duration: durationOf(segment.durationMs),
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no radio buttons of its own
    <g
      class={`timeline-bar timeline-${kindOf(segment.type)}`}
      role="radio"
      aria-checked={selected}
      aria-label={label}
      tabindex={selected ? 0 : -1}
      onClick={onSelect}
    >
      <title>{label}</title>
      <rect class="timeline-fill" x={x + 1} y={y} width={Math.max(0, width - 2)} height={barHeight} rx={4} />
      <rect class="timeline-edge" x={x + 1} y={y} width={Math.max(0, width - 2)} height={4} rx={2} />
      <text x={x + width / 2} y={y + barHeight / 2 + 5} text-anchor="middle">
        {fits ? name : shortOfType(segment.type)}
      </text>
      <rect class="timeline-ring" x={x + 2} y={y + 1} width={Math.max(0, width - 4)} height={barHeight - 2} rx={4} />
    </g>
  );
}

interface BubbleProps {
  readonly bubble: SnoozeBubble;
  readonly x: number;
  /** Where it points to. */
  readonly tip: number;
  readonly width: number;
  /** Upper side of the bar. */
  readonly bar: number;
  readonly onSelect: () => void;
}

/** Pressing it shows the system segment behind it, which knows how long the snooze was. */
function Bubble({ bubble, x, tip, width, bar, onSelect }: BubbleProps): JSX.Element {
  const y = bar - bubbleHeight - 8 - bubble.level * bubbleStep;
  const foot = Math.min(x + width - 8, Math.max(x + 8, tip));
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a shortcut for the pointer; the segments are the controls
    <g class="timeline-bubble" aria-hidden="true" onClick={onSelect}>
      <path d={`M${foot - 4} ${y + bubbleHeight - 1}L${tip} ${bar - 1}L${foot + 4} ${y + bubbleHeight - 1}z`} />
      <rect x={x} y={y} width={width} height={bubbleHeight} rx={bubbleHeight / 2} />
      <text x={x + width / 2} y={y + 14} text-anchor="middle">
        {t('timeline.snooze')}
      </text>
    </g>
  );
}

/** What the colours and the short names mean. */
function Legend({ segments }: { segments: readonly Segment[] }): JSX.Element {
  const types = [...new Set(segments.map(({ type }) => type))];
  return (
    <ul class="timeline-legend" aria-hidden="true">
      {types.map((type) => (
        <li key={type} class={`timeline-${kindOf(type)}`}>
          <span class="timeline-swatch">{shortOfType(type)}</span> {nameOfType(type)}
        </li>
      ))}
    </ul>
  );
}

/** Width in pixels that the drawing may have. */
function useRoom(box: { readonly current: HTMLElement | null }): number {
  const [room, setRoom] = useState(260);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => element.clientWidth > 0 && setRoom(element.clientWidth);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return room;
}

/** A drawing wider than its room shows the segment that is looked at. */
function useSelectedInView(
  box: { readonly current: HTMLElement | null },
  picture: Picture,
  selected: number,
  x: (from: number, width: number) => number,
): void {
  useLayoutEffect(() => {
    const bar = picture.bars[selected];
    const element = box.current;
    if (!bar || !element || element.scrollWidth <= element.clientWidth) return;
    // Measured from the drawing, whose end is at scroll position 0 where one reads from the right.
    const left = x(bar.from, bar.width) - (document.dir === 'rtl' ? picture.width - element.clientWidth : 0);
    element.scrollLeft = left + bar.width / 2 - element.clientWidth / 2;
  }, [picture, selected]);
}

function anchorOf(index: number, count: number, mirrored: boolean): 'start' | 'middle' | 'end' {
  if (index === 0) return mirrored ? 'end' : 'start';
  if (index === count - 1) return mirrored ? 'start' : 'end';
  return 'middle';
}
