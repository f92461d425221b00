import { type Certificate, parseCertificates, type TrustStore, type Verdict } from "../../lib/index.js";
import { child, type DerNode, derTree, octetsOf } from "./der-tree.js";

/**
 * The certificates of a signature file that the chosen chains need, DER: those of the signers without their anchors, and
 * of each authority's those up to the first whose issuer is an anchor by name. The rest of the set changes nothing.
 */
export async function neededCertificates(
  signature: Uint8Array,
  verdict: Verdict,
  trust: TrustStore,
): Promise<readonly Certificate[]> {
  const needed = verdict.signatures.flatMap(({ chain = [] }) => chain.slice(0, -1));
  for (const { timestamps } of verdict.signatures)
    for (const { authority } of timestamps)
      if (authority !== undefined) needed.push(...(await upToAnchor(authority, signature, trust)));
  return needed;
}

async function upToAnchor(
  leaf: Certificate,
  signature: Uint8Array,
  trust: TrustStore,
): Promise<readonly Certificate[]> {
  const all = (await Promise.all(certificatesIn(signature).map((der) => parseCertificates(der)))).flat();
  const chain = [leaf];
  for (let last: Certificate | undefined = leaf; last !== undefined; ) {
    const issuerName: Uint8Array = last.issuerName;
    if (trust.anchorsNamed(issuerName).length > 0) return chain;
    last = all.find(({ subjectName }) => Buffer.compare(subjectName, issuerName) === 0);
    if (last !== undefined) chain.push(last);
  }
  return chain;
}

/** Every certificate in the sets of a signature file and of its tokens. */
export function certificatesIn(signature: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  const visit = (node: DerNode): void => {
    if (isCertificate(signature, node)) found.push(octetsOf(signature, node));
    else node.children.forEach(visit);
  };
  visit(derTree(signature));
  return found;
}

/** SEQUENCE { SEQUENCE { [0] { INTEGER 2 } …, … }: the version of a certificate of version 3 stands nowhere else. */
function isCertificate(bytes: Uint8Array, node: DerNode): boolean {
  const version = node.children[0]?.children[0];
  if (node.tag !== 0x30 || node.children.length !== 3 || version?.tag !== 0xa0) return false;
  return Buffer.from(octetsOf(bytes, child(version, 0))).equals(Buffer.from([2, 1, 2]));
}
