/**
 * crypto/native: Node's own cryptography (OpenSSL), at once or on the platform's thread pool.
 * Never imported but as `#native`, for which elsewhere `../platform.ts` stands in: both export the same names. Start with
 * `provider.ts`.
 */
export { defaultProvider } from "./provider.js";
export { isOwnProvider, threadPoolProvider } from "./thread-pool.js";
