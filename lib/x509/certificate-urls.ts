import { reading } from "../der/index.js";
import { type Extension, findExtension } from "./extension.js";
import { AccessMethod, readAuthorityInfoAccess } from "./extensions/authority-info-access.js";
import { readDistributionPoints } from "./extensions/crl-distribution-points.js";
import type { GeneralName } from "./general-name.js";
import { ExtensionId } from "./oids.js";

/** URLs as written (RFC 5280 §4.2.1.13, §4.2.2.1): an attacker may have chosen them. */
export interface CertificateUrls {
  readonly crl: readonly string[];
  readonly ocsp: readonly string[];
  readonly caIssuers: readonly string[];
}

/** The URLs that a certificate's extensions name; an extension that cannot be read names none. */
export function publicUrls(extensions: readonly Extension[]): CertificateUrls {
  const access = listOf(extensions, ExtensionId.authorityInfoAccess, readAuthorityInfoAccess);
  const points = listOf(extensions, ExtensionId.crlDistributionPoints, readDistributionPoints);
  const located = (method: string): readonly string[] =>
    urlsAmong(access.filter((entry) => entry.method === method).map((entry) => entry.location));
  return Object.freeze({
    crl: urlsAmong(points.flatMap(({ name }) => (name?.kind === "full" ? name.names : []))),
    ocsp: located(AccessMethod.ocsp),
    caIssuers: located(AccessMethod.caIssuers),
  });
}

function urlsAmong(names: readonly GeneralName[]): readonly string[] {
  return Object.freeze(names.flatMap((name) => (name.kind === "uri" ? [name.text] : [])));
}

function listOf<T>(
  extensions: readonly Extension[],
  oid: string,
  read: (value: Uint8Array) => readonly T[],
): readonly T[] {
  const extension = findExtension(extensions, oid);
  if (extension === undefined) return [];
  const list = reading(() => read(extension.value));
  return list.ok ? list.value : [];
}
