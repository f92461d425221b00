/** An error's sentence as a part of another one, without its full stop. */
export function clauseOf({ message }: Error): string {
  return message.endsWith(".") ? message.slice(0, -1) : message;
}
