/** A time as details of findings give it: RFC 3339, UTC. @param milliseconds since 1970. */
export function dateText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
