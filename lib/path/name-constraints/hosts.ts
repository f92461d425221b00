/** 253 characters (RFC 1035 §2.3.4: 255 octets with lengths and root) and a trailing dot. */
const LONGEST = 254;

/**
 * Host names as certificates write them, in lower case (RFC 1034 §3.5, RFC 5890 §2.3.1): letters, digits, hyphens and
 * underscores in labels of 1 to 63 characters. One trailing dot is left out, so that it hides no name from a constraint.
 *
 * @returns the labels, or `undefined` if the text is no host name.
 */
export function hostLabels(text: string): readonly string[] | undefined {
  if (text.length > LONGEST) return undefined;
  const labels = (text.endsWith(".") ? text.slice(0, -1) : text).toLowerCase().split(".");
  return labels.every(isLabel) ? labels : undefined;
}

/** The same for a name in a dNSName, whose first label may be `*` (RFC 9525 §6.3). */
export function presentedLabels(text: string): readonly string[] | undefined {
  if (!text.startsWith("*.")) return hostLabels(text);
  const rest = hostLabels(text.slice(2));
  return rest === undefined ? undefined : ["*", ...rest];
}

function isLabel(label: string): boolean {
  if (label.length === 0 || label.length > 63) return false;
  for (let index = 0; index < label.length; index++) if (!isLabelCharacter(label.charCodeAt(index))) return false;
  return true;
}

function isLabelCharacter(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const isLetter = code >= 0x61 && code <= 0x7a;
  return isDigit || isLetter || code === 0x2d || code === 0x5f;
}

/** Whether `labels` end in `suffix`. */
export function endsInLabels(labels: readonly string[], suffix: readonly string[]): boolean {
  if (suffix.length > labels.length) return false;
  const offset = labels.length - suffix.length;
  return suffix.every((label, index) => labels[offset + index] === label);
}

/** Whether the labels write an IPv4 address: a last label of digits is none of a domain (RFC 1123 §2.1). */
export function isAddress(labels: readonly string[]): boolean {
  const last = labels[labels.length - 1] ?? "";
  for (let index = 0; index < last.length; index++)
    if (last.charAt(index) < "0" || last.charAt(index) > "9") return false;
  return last !== "";
}
