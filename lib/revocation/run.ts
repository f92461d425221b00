import { anySignal } from "../report/index.js";
import type { RevocationContext } from "./context.js";
import type { RevocationSource } from "./evidence.js";
import { EvidenceReadings } from "./readings.js";
import { RevocationSession } from "./session.js";
import type { RevocationSettings } from "./settings.js";

/** What one verification asks with. */
export interface RevocationRunOptions {
  readonly settings: RevocationSettings;
  /** All are asked at once; where they contradict each other, the one named first is heard first. */
  readonly sources: readonly RevocationSource[];
  readonly context: RevocationContext;
  /** The time of judging, in milliseconds since 1970: evidence must be current then. */
  readonly at: number;
  /** Shared by the verifications of a batch. Default: one for this run alone. */
  readonly session?: RevocationSession | undefined;
  /**
   * Starts a timer: a signal that fires after so many milliseconds (`AbortSignal.timeout` where there is one). This room
   * has none, so without it only the transports of the sources, and `signal`, end a look-up.
   */
  readonly timer?: (milliseconds: number) => AbortSignal;
  /** The caller gives up. */
  readonly signal?: AbortSignal | undefined;
  /** Sent with each OCSP request (RFC 9654); left out, answers may come from caches on the way. */
  readonly nonce?: Uint8Array | undefined;
}

/** One verification's look-ups: every chain in it shares one deadline, which begins with the first question. */
export class RevocationRun {
  readonly settings: RevocationSettings;
  readonly sources: readonly RevocationSource[];
  readonly context: RevocationContext;
  readonly at: number;
  readonly session: RevocationSession;
  readonly nonce: Uint8Array | undefined;
  /** For this room: evidence that has been read. */
  readonly readings: EvidenceReadings;
  readonly #timer: ((milliseconds: number) => AbortSignal) | undefined;
  readonly #given: AbortSignal | undefined;
  #signal: AbortSignal | undefined;

  constructor(options: RevocationRunOptions) {
    this.settings = options.settings;
    this.sources = options.sources;
    this.context = options.context;
    this.at = options.at;
    this.session = options.session ?? new RevocationSession();
    this.nonce = options.nonce;
    this.readings = new EvidenceReadings(options.context, this.session.readings);
    this.#timer = options.timer;
    this.#given = options.signal;
  }

  /** Fires when nobody should wait any more: at the deadline, or when the caller gives up. */
  signal(): AbortSignal {
    return (this.#signal ??= anySignal([this.#given, this.#timer?.(this.settings.deadlineMs)]));
  }

  /** @throws what the caller's signal carries, once it has fired. */
  throwIfAborted(): void {
    this.#given?.throwIfAborted();
  }

  /** A timer for one look-up, as a part of the deadline. */
  limit(share: number): (() => AbortSignal) | undefined {
    const timer = this.#timer;
    return timer && (() => timer(Math.ceil(this.settings.deadlineMs * share)));
  }
}
