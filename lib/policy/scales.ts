/** Words of a policy's rows, the one that lets most pass first; any other row has no order. */
const SCALES: ReadonlyMap<string, readonly string[]> = new Map([
  ["level", ["ignore", "warn", "require"]],
  ["signatures.repository", ["ignore", "verify-if-needed", "verify-if-present", "require"]],
  ["signatures.timestamps", ["use-if-good", "verify"]],
  ["revocation.mode", ["off", "offline", "online"]],
  ["revocation.need", ["prefer", "require"]],
  ["revocation.afterTimestamp", ["by-reason", "refuse"]],
  ["signers.mode", ["any-trusted", "listed"]],
]);

/** Whether one word of a row lets more pass than another; `undefined` where that is no question, or one is not there. */
export function isMilderWord(row: string, word: string | undefined, than: string | undefined): boolean | undefined {
  const scale = SCALES.get(row);
  if (scale === undefined || word === undefined || than === undefined) return undefined;
  const [place, other] = [scale.indexOf(word), scale.indexOf(than)];
  return place < 0 || other < 0 ? undefined : place < other;
}
