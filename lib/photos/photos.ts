import { createHash } from 'node:crypto';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sniffPhoto } from './sniff.ts';
import { photoStore } from './store.ts';

/** Bytes of a photo. */
export const MAX_PHOTO_BYTES = 524_288;

export interface PhotoFile {
  readonly bytes: Uint8Array;
  /** Its content type. */
  readonly type: string;
}

/** Photos of agents, as visitors see them (visitor-protocol section 7). */
export interface Photos {
  /**
   * Replaces the photo of a user.
   * @throws IwtError `request.too-large`, `request.invalid` (neither PNG nor JPEG nor GIF)
   */
  set(user: { readonly id: string; readonly username: string }, bytes: Uint8Array, actor: string): Promise<void>;
  /** The user has none then; repeating it changes nothing. */
  clear(user: { readonly id: string; readonly username: string }, actor: string): Promise<void>;
  /**
   * Where the photo of a user (by key) is served, below the path of the site: `/websvcs/photos/<32 hex digits>.png`.
   * Another photo has another path. May be half a minute old. Undefined: there is none.
   */
  pathOf(user: string): Promise<string | undefined>;
  /** The photo with that file name, in any letter case. */
  read(name: string): Promise<PhotoFile | undefined>;
}

const contentTypes = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif' } as const;
/** A client asks for an agent without photo again and again (section 7); the database is spared that long. */
const remembered = 30_000;
const mostRemembered = 1_000;

export interface PhotoParts {
  readonly database: Database;
  readonly runtime: Pick<Runtime, 'clock'>;
  readonly audit: Pick<Audit, 'record'>;
}

export function createPhotos({ database, runtime: { clock }, audit }: PhotoParts): Photos {
  const store = photoStore(database);
  const paths = new Map<string, { readonly path: string | undefined; readonly until: number }>();

  return {
    async set({ id, username }, bytes, actor) {
      if (bytes.length > MAX_PHOTO_BYTES) {
        throw new IwtError('request.too-large', `A photo has at most ${MAX_PHOTO_BYTES / 1024} KiB.`);
      }
      const type = sniffPhoto(bytes);
      if (!type) throw new IwtError('request.invalid', 'The photo is neither PNG nor JPEG nor GIF.');
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
      await store.put({ user_id: id, digest, type, bytes, changed_at: clock.now() });
      paths.delete(id);
      await audit.record({ actor, action: 'user.photo', target: username, detail: { digest } });
    },

    async clear({ id, username }, actor) {
      await store.remove(id);
      paths.delete(id);
      await audit.record({ actor, action: 'user.photo', target: username, detail: { digest: null } });
    },

    async pathOf(user) {
      const now = clock.now();
      const known = paths.get(user);
      if (known && known.until > now) return known.path;
      const found = await store.nameOf(user);
      const path = found && `/websvcs/photos/${found.digest}.${found.type}`;
      if (paths.size >= mostRemembered) paths.clear();
      paths.set(user, { path, until: now + remembered });
      return path;
    },

    async read(name) {
      const [, digest, type] = /^([0-9a-f]{32})\.(png|jpg|gif)$/.exec(name.toLowerCase()) ?? [];
      const found = digest === undefined ? undefined : await store.byDigest(digest);
      return found && found.type === type ? { bytes: found.bytes, type: contentTypes[found.type] } : undefined;
    },
  };
}
