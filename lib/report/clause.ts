/** The sentence of an error or a finding as a part of another one, without its full stop. */
export function clauseOf({ message }: { readonly message: string }): string {
  return message.endsWith(".") ? message.slice(0, -1) : message;
}
