import type { RequestListener } from "node:http";
import { element, explicit, integer, oid, sequence } from "../../../lib/testing/encode.js";
import { authorityInformationAccess } from "../../../lib/testing/index.js";
import { authority, certify, intermediate, leaf, type Plan, root } from "../../path/make.js";

/** A CA, its issuer and a signer, of which a test leaves some to be fetched. */
export const top = authority("Root");
export const ca = authority("CA");
export const topCertificate = root(top);
export const caCertificate = intermediate(ca, top);
const signer = authority("Signer");

/** A signer whose certificate says that its issuer's lies at these addresses. */
export function signerNaming(...caIssuers: readonly string[]): Uint8Array {
  return leaf(signer, ca, { extensions: [authorityInformationAccess({ caIssuers })] });
}

/** A CA's certificate that says where its own issuer's lies. */
export function caNaming(plan: Plan, ...caIssuers: readonly string[]): Uint8Array {
  return certify({ ...plan, extensions: [...(plan.extensions ?? []), authorityInformationAccess({ caIssuers })] });
}

/** A certs-only CMS (RFC 5652 §5, RFC 8551 §3.8). */
export function certsOnly(...certificates: readonly Uint8Array[]): Uint8Array {
  const data = sequence(oid("1.2.840.113549.1.7.1"));
  const members = element(0xa0, ...certificates);
  const signedData = sequence(integer(1), element(0x31), data, members, element(0x31));
  return sequence(oid("1.2.840.113549.1.7.2"), explicit(0, signedData));
}

/** What a server does at a path, and how often it was asked there. */
export interface Site {
  readonly listener: RequestListener;
  readonly asked: Map<string, number>;
}

/** @param answers by path: a body, or whatever the function does. */
export function site(answers: Readonly<Record<string, Uint8Array | RequestListener>>): Site {
  const asked = new Map<string, number>();
  return {
    asked,
    listener: (request, response) => {
      const path = request.url ?? "";
      asked.set(path, (asked.get(path) ?? 0) + 1);
      const answer = answers[path];
      if (answer === undefined) response.writeHead(404).end();
      else if (typeof answer === "function") answer(request, response);
      else response.writeHead(200, { "content-type": "application/octet-stream" }).end(answer);
    },
  };
}

/** Never answers. */
export const hang: RequestListener = () => undefined;
