/** Made when versions are first compared: most runs compare none. */
let byNumbers: Intl.Collator | undefined;

/** SemVer's order, as far as it is common to NuGet and pub: numbers as such, and a release after what came before it. */
export function isLaterVersion(one: string, other: string): boolean {
  const { compare } = (byNumbers ??= new Intl.Collator("en", { numeric: true }));
  const [left, right] = [partsOf(one), partsOf(other)];
  const order = compare(left.numbers, right.numbers);
  if (order !== 0) return order > 0;
  if (left.label === "" || right.label === "") return left.label === "" && right.label !== "";
  return compare(left.label, right.label) > 0;
}

function partsOf(version: string): { readonly numbers: string; readonly label: string } {
  const [kept = ""] = version.split("+");
  const dash = kept.indexOf("-");
  return dash < 0 ? { numbers: kept, label: "" } : { numbers: kept.slice(0, dash), label: kept.slice(dash + 1) };
}
