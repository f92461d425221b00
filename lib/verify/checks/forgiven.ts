import type { TrustedSigner } from "../../policy/index.js";
import type { Finding, Fingerprint, IssueCode, Waiver } from "../../report/index.js";
import type { CheckedSignature } from "../../signature/index.js";
import type { SignersCheck } from "./signers.js";

/**
 * What `allowUntrustedRoot` by NuGet's rules sets aside where an expiry keeps the chain from being proven: the signer's own
 * expiry, and the unknown root beside it. Each finding, as an object, with the waiver that the verdict prints.
 */
export function forgivenFindings(
  checked: readonly CheckedSignature[],
  { matches }: SignersCheck,
): ReadonlyMap<Finding, Waiver> {
  if (matches === undefined || matches.forgiving.size === 0) return NOTHING;
  return new Map(
    checked.flatMap(({ element, certificate, path }) => {
      const entry = matches.forgiving.get(element.ref);
      if (entry === undefined || certificate === undefined || path === undefined) return [];
      const waivers = newWaivers(entry, certificate.fingerprint);
      return path.findings.flatMap((finding) => {
        const code = forgivableCode(finding, certificate.fingerprint);
        return code === undefined ? [] : [[finding, waivers[code]] as const];
      });
    }),
  );
}

const NOTHING: ReadonlyMap<Finding, Waiver> = new Map();

type Forgivable = Extract<IssueCode, "certificate-expired" | "chain-root-untrusted">;

function forgivableCode(finding: Finding, signer: Fingerprint): Forgivable | undefined {
  if (finding.code === "chain-root-untrusted") return finding.code;
  const isOwn = finding.code === "certificate-expired" && finding.details.certificate.fingerprint === signer;
  return isOwn ? "certificate-expired" : undefined;
}

function newWaivers({ id }: TrustedSigner, certificate: Fingerprint): { readonly [C in Forgivable]: Waiver } {
  const waiver = (code: Forgivable, what: string): Waiver => ({ id, code, certificate, reason: `${REASON} ${what}` });
  return {
    "certificate-expired": waiver("certificate-expired", "that its certificate has expired"),
    "chain-root-untrusted": waiver("chain-root-untrusted", "its unknown root"),
  };
}

const REASON = "as in NuGet, allowUntrustedRoot forgives the signer";
