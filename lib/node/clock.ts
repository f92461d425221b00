import type { Clock } from "../report/index.js";

/** The machine's clock. It can be set back; a verified timestamp can't. */
export const systemClock: Clock = () => new Date();
