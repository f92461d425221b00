/** What the platform takes by itself: `platform-program.mjs OPERATIONS.json THREADS FILE...`. */
import { alone } from "./alone.js";

await alone(import.meta.url);
