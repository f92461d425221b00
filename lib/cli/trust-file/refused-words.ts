import type { Certificate } from "../../index.js";
import { hasHttpsShape } from "../../policy/index.js";
import { ConfigError, visible } from "../../report/index.js";
import { isAuthority } from "../certificate-kind.js";
import type { Invocation } from "../invocation.js";

const OF_SIGNERS = ["by", "packages", "allow-untrusted-root"] as const;

/** An option that nothing in a file can take would be passed over, and a CA be trusted for more than was meant. */
export function refuseUnheard(
  operand: string,
  certificates: readonly Certificate[] | undefined,
  call: Invocation,
): void {
  const isAuthorities = certificates?.every(isAuthority) === true;
  const holdsAuthority = certificates?.some(isAuthority) === true;
  const unheard = isAuthorities
    ? OF_SIGNERS.find((name) => call.options.has(name))
    : !holdsAuthority && call.options.has("purpose")
      ? "purpose"
      : undefined;
  if (unheard === undefined) return;
  throw new ConfigError({
    at: `--${unheard}`,
    expected: isAuthorities ? "a package, its signer’s certificate, or a repository" : "a CA’s certificate",
    received: isAuthorities ? `the certificate of a CA, ${visible(operand)}` : visible(operand),
    remedy: isAuthorities
      ? `Leave --${unheard} out, for a CA is trusted for every chain that ends at it; or name a package that it stands above.`
      : `Add what is no CA in a call without --${unheard}.`,
  });
}

/** Told here: from the trust file the fault would be that of a line which nobody wrote. */
export function notOverHttps(operand: string): ConfigError {
  const expected = "a repository’s service index by https, as the repository signs it";
  const remedy = "Write the URL with https://, as it stands in the package’s signature: countersign inspect PACKAGE";
  return new ConfigError({ at: operand, expected, received: "an http URL", remedy });
}

/** What the trust file takes: told here, for its fault would be that of a line which nobody wrote. */
export function isServiceIndex(text: string): boolean {
  return hasHttpsShape(text) && URL.canParse(text);
}

/** Not shown: it may hold a password. */
export function noUrl(): ConfigError {
  const expected = "a repository’s service index, an absolute https URL without a user’s name";
  const remedy = "Write the URL as the repository signs it: countersign inspect PACKAGE shows it.";
  return new ConfigError({ at: "trust add", expected, received: "other text that begins with https://", remedy });
}
