import { reading } from "../../der/index.js";
import { type Certificate, type DistributionPoint, ExtensionId, readDistributionPoints } from "../../x509/index.js";
import { readHttpUrl } from "../http/url.js";

/**
 * A certificate's URLs are its maker's choice: this many are tried. Real ones name one responder, and one or two places
 * of the same list (an LDAP one among them, which is passed over).
 */
const MOST_PLACES = 8;
const MOST_URLS = 3;

/** Responders of a certificate, in its order. */
export function responderUrls(certificate: Certificate): readonly URL[] {
  return httpUrls(certificate.urls.ocsp);
}

/**
 * Where a certificate's CRLs are: for each distribution point the URLs of the same list, in order. Those of FreshestCRL
 * (RFC 5280 §4.2.1.15) come last: a delta is of use only with its base.
 */
export function crlPlaces(certificate: Certificate): readonly (readonly URL[])[] {
  const points = [ExtensionId.crlDistributionPoints, ExtensionId.freshestCrl].flatMap((oid) =>
    pointsIn(certificate, oid),
  );
  return points
    .map(urlsOf)
    .filter((urls) => urls.length > 0)
    .slice(0, MOST_PLACES);
}

function pointsIn(certificate: Certificate, oid: string): readonly DistributionPoint[] {
  const extension = certificate.extension(oid);
  if (extension === undefined) return [];
  const points = reading(() => readDistributionPoints(extension.value));
  return points.ok ? points.value : [];
}

function urlsOf({ name }: DistributionPoint): readonly URL[] {
  if (name?.kind !== "full") return [];
  return httpUrls(name.names.flatMap((one) => (one.kind === "uri" ? [one.text] : [])));
}

function httpUrls(texts: readonly string[]): readonly URL[] {
  return texts.flatMap((text) => readHttpUrl(text) ?? []).slice(0, MOST_URLS);
}
