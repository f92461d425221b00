import { ConfigError } from "../report/index.js";
import { KeyPurpose } from "../x509/index.js";
import type { EndEntityKeyPurpose, KeySizes, PathProfile, PathPurpose, ProfileRow } from "./profile.js";

/** Names of the profiles that come with the library. */
export type PathProfileName = "rfc5280" | "nuget-v1" | "cms-detached";

function row<T>(value: T, rule: string, source: string): ProfileRow<T> {
  return Object.freeze({ value, rule, source });
}

const NOT_ASKED: EndEntityKeyPurpose = { oid: undefined, required: false, anyServes: true, criticalAndSole: false };

/** Rules that hang on the purpose alone, whatever the profile. */
const BY_PURPOSE: Readonly<
  Record<PathPurpose, Pick<PathProfile, "endEntityKeyPurpose" | "issuerKeyPurposeChains" | "endEntityKeyUsage">>
> = {
  "code-signing": {
    endEntityKeyPurpose: row(
      { oid: KeyPurpose.codeSigning, required: false, anyServes: true, criticalAndSole: false },
      "extended key usage, where present, holds code signing or any purpose",
      "RFC 5280 §4.2.1.12",
    ),
    issuerKeyPurposeChains: row(
      true,
      "a CA’s extended key usage, where present, holds the purpose too",
      "OpenSSL check_purpose, .NET application policy; NuGet: NU3012",
    ),
    endEntityKeyUsage: row(
      ["digitalSignature"],
      "key usage, where present, holds digitalSignature",
      "RFC 5280 §4.2.1.3, §4.2.1.12 (codeSigning)",
    ),
  },
  timestamping: {
    endEntityKeyPurpose: row(
      { oid: KeyPurpose.timeStamping, required: true, anyServes: false, criticalAndSole: true },
      "extended key usage is there, critical, and holds time stamping alone",
      "RFC 3161 §2.3",
    ),
    issuerKeyPurposeChains: row(
      true,
      "a CA’s extended key usage, where present, holds the purpose too",
      "OpenSSL check_purpose, .NET application policy",
    ),
    endEntityKeyUsage: row(
      ["digitalSignature", "nonRepudiation"],
      "key usage, where present, holds digitalSignature or nonRepudiation",
      "RFC 5280 §4.2.1.12 (timeStamping)",
    ),
  },
  "ocsp-signing": {
    endEntityKeyPurpose: row(
      { oid: KeyPurpose.ocspSigning, required: true, anyServes: false, criticalAndSole: false },
      "extended key usage holds OCSP signing itself",
      "RFC 6960 §4.2.2.2",
    ),
    issuerKeyPurposeChains: row(
      false,
      "a CA’s extended key usage does not bind the responders that it names",
      "RFC 6960 §4.2.2.2: the CA that issued the certificate in question delegates",
    ),
    endEntityKeyUsage: row(
      ["digitalSignature", "nonRepudiation"],
      "key usage, where present, holds digitalSignature or nonRepudiation",
      "RFC 5280 §4.2.1.12 (OCSPSigning)",
    ),
  },
  "crl-signing": {
    endEntityKeyPurpose: row(NOT_ASKED, "extended key usage is not asked for", "RFC 5280 §6.3.3(f)"),
    issuerKeyPurposeChains: row(false, "extended key usage is not asked for", "RFC 5280 §6.3.3(f)"),
    endEntityKeyUsage: row(["cRLSign"], "key usage, where present, holds cRLSign", "RFC 5280 §6.3.3(f)"),
  },
  any: {
    endEntityKeyPurpose: row(NOT_ASKED, "extended key usage is not asked for", "RFC 5280 §6.1"),
    issuerKeyPurposeChains: row(false, "extended key usage is not asked for", "RFC 5280 §6.1"),
    endEntityKeyUsage: row([], "key usage is the caller’s to judge", "RFC 5280 §6.1"),
  },
};

const EVERY_KEY: KeySizes = { rsa: 1, ec: 256, ed25519: 256 };
const SOUND_KEYS: KeySizes = { rsa: 2048, ec: 256, ed25519: 256 };

function rfc5280(purpose: PathPurpose): PathProfile {
  return {
    name: "rfc5280",
    purpose,
    ...BY_PURPOSE[purpose],
    refusedKeyPurposes: row([], "no purpose is refused", "RFC 5280"),
    endEntityKeys: row(EVERY_KEY, "keys of any size", "RFC 5280 sets none"),
    issuerKeys: row(EVERY_KEY, "keys of any size", "RFC 5280 sets none"),
    endEntitySignature: row(undefined, "any algorithm that is implemented", "RFC 5280 §6.1.3(a)(1)"),
    oldVersions: row("anchors", "a CA of version 1 or 2 only as an anchor", "RFC 5280 §6.1.4(k)"),
  };
}

/** What `cms-detached` signatures ask of certificates: any sound key, and a purpose that is said. */
function cmsDetached(purpose: PathPurpose): PathProfile {
  const base = rfc5280(purpose);
  const { value, source } = base.endEntityKeyPurpose;
  return {
    ...base,
    name: "cms-detached",
    endEntityKeyPurpose:
      purpose === "code-signing"
        ? row(
            { ...value, required: true, anyServes: false },
            "extended key usage is there and holds code signing itself",
            "CA/Browser Forum code signing baseline requirements §7.1.2.3",
          )
        : row(value, base.endEntityKeyPurpose.rule, source),
    endEntityKeys: row(SOUND_KEYS, "RSA of 2048 bits or more, P-256, P-384, P-521, Ed25519", "NIST SP 800-131A §3"),
    issuerKeys: row(SOUND_KEYS, "RSA of 2048 bits or more, P-256, P-384, P-521, Ed25519", "NIST SP 800-131A §3"),
  };
}

const RSA_WITH_SHA2 = ["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"];

/**
 * What NuGet asks of the certificates of authors, repositories and timestamp authorities: of keys and algorithms the same
 * for all, so that it holds for a certificate whose purpose is not said too. Of those who sign CRLs and OCSP answers it asks nothing.
 */
function nugetV1(purpose: PathPurpose): PathProfile {
  const base = cmsDetached(purpose);
  if (purpose === "ocsp-signing" || purpose === "crl-signing") return { ...base, name: "nuget-v1" };
  const lifetime = purpose === "code-signing" ? [KeyPurpose.lifetimeSigning] : [];
  return {
    ...base,
    name: "nuget-v1",
    refusedKeyPurposes: row(lifetime, "lifetime signing is refused", "NuGet signed packages reference: NU3015"),
    endEntityKeys: row({ rsa: 2048 }, "RSA of 2048 bits or more", "NuGet signed packages reference: NU3014, NU3023"),
    endEntitySignature: row(
      RSA_WITH_SHA2,
      "signed with RSASSA-PKCS1-v1_5 and SHA-256, SHA-384 or SHA-512",
      "NuGet signed packages reference: NU3013, NU3022",
    ),
  };
}

const PROFILES: Readonly<Record<PathProfileName, (purpose: PathPurpose) => PathProfile>> = {
  rfc5280,
  "cms-detached": cmsDetached,
  "nuget-v1": nugetV1,
};

/** How the chains of a signature and of its timestamps are judged. */
export interface PathProfiles {
  readonly signing: PathProfile;
  readonly timestamping: PathProfile;
}

/**
 * Those that go with a signature profile, for signing and verifying alike. One of somebody else's is judged as a detached
 * signature, whatever it signs.
 *
 * @param signatureProfile its id.
 */
export function pathProfilesOf(signatureProfile: string): PathProfiles {
  return signatureProfile === "nuget-v1" ? PAIRS["nuget-v1"] : PAIRS["cms-detached"];
}

/**
 * The profile of this name for a purpose.
 *
 * @throws {ConfigError} there is none of this name.
 */
export function pathProfile(name: string, purpose: PathPurpose): PathProfile {
  if (name !== "rfc5280" && name !== "nuget-v1" && name !== "cms-detached") {
    throw new ConfigError({
      at: "options.profile",
      expected: Object.keys(PROFILES).join(", "),
      received: name,
      remedy: "Name one of these, or leave it out.",
    });
  }
  return PROFILES[name](purpose);
}

/** Made once: a chain that was validated by one of them is known by that very object. */
const PAIRS = { "nuget-v1": pair(nugetV1), "cms-detached": pair(cmsDetached) } as const;

function pair(made: (purpose: PathPurpose) => PathProfile): PathProfiles {
  return Object.freeze({ signing: made("code-signing"), timestamping: made("timestamping") });
}
