/**
 * What each flag of Wycheproof's signature vectors stands for, and what keeps us right about it. A test holds this list
 * to the flags that the corpus has.
 */
export const wycheproofFlags: Readonly<Record<string, string>> = {
  // ECDSA
  ArithmeticError:
    "Values that bring out carries and edge cases of field arithmetic: OpenSSL's and WebCrypto's to compute.",
  BerEncodedSignature: "ECDSA-Sig-Value in BER: read as strict DER, so refused (X.690 §10.1, RFC 5480 §A).",
  EdgeCasePublicKey: "Keys with coordinates at the edges of the field; they are on the curve, and taken.",
  EdgeCaseShamirMultiplication: "A double multiplication that meets itself: the platform's to compute.",
  IntegerOverflow: "r or s beyond 2^n: too long for the curve, refused before the platform sees it.",
  InvalidEncoding:
    "Bytes that are no ECDSA-Sig-Value, or no EdDSA signature: strict DER and fixed lengths refuse them.",
  InvalidSignature: "Signatures of special values (0, 1, n) or over another message: refused by the platform.",
  InvalidTypesInSignature: "Other ASN.1 types in place of the INTEGERs: strict DER refuses them.",
  MissingZero: "An INTEGER without its leading zero, which makes it negative: both values must be positive.",
  ModifiedInteger: "r or s plus or minus the order, or negated: the range check refuses them.",
  ModifiedSignature:
    "Signatures altered after they were made, and for PSS salts of special content: refused, and taken, by the platform.",
  ModularInverse: "Values of s whose inverse is special: the platform's to compute.",
  PointDuplication: "Points that meet in the final addition: the platform's to compute.",
  RangeCheck: "r or s outside 1 to n-1: refused.",
  SmallRandS: "Very short r and s: padded on the left, so taken.",
  SpecialCaseHash: "Digests of special form: nothing depends on what a digest looks like.",
  Untruncatedhash: "A signature over a digest that was not cut to the order's length: refused.",
  ValidSignature: "Right signatures.",
  // Ed25519
  CompressedSignature: "Signatures cut or compressed: 64 octets or nothing.",
  InvalidKtv: "A known answer that is wrong: refused.",
  Ktv: "Known answers.",
  SignatureMalleability: "S plus the order, RSA values plus the modulus: refused, so that no signature has a twin.",
  SignatureWithGarbage: "Octets after the signature: the length is fixed.",
  TinkOverflow: "Values on which a library's arithmetic once overflowed: taken.",
  TruncatedSignature: "Signatures cut short: refused.",
  Valid: "Right signatures.",
  // RSA PKCS#1 v1.5
  BerEncodedPadding: "DigestInfo in BER: the platform compares the encoding it makes itself (RFC 8017 §8.2.2).",
  EdgeCaseSignature: "A right signature of special form: taken.",
  InvalidAsnInPadding: "DigestInfo with other ASN.1 in it (Bleichenbacher 2006): compared as a whole, so refused.",
  InvalidPadding: "Padding of another kind or length: refused.",
  MissingNull:
    "DigestInfo without the NULL of its parameters: either answer is right; ours is that of the platform, a refusal.",
  ModifiedPadding: "Padding octets changed: refused.",
  NoHash: "The digest is missing from the encoding: refused.",
  ShortPadding: "Fewer than eight octets of padding: refused.",
  SmallPublicKey: "Exponent 3 with right signatures: odd and at least 3, so taken.",
  SmallSignature: "A signature whose value is small: as long as the modulus all the same, so taken.",
  WrongHash: "A digest of another hash than the identifier names: refused.",
  WrongPrimitive: "A signature of the other RSA scheme: each identifier means one.",
  // RSASSA-PSS
  DistinctHash: "Mask generation by another hash: not a shape that we take (exceptions.json).",
  Mgf1Sha1: "Mask generation by SHA-1: not a shape that we take (exceptions.json).",
  Normal: "Right signatures.",
  ParameterTest: "Each combination of hash, mask and salt length; ours is one for each hash.",
  SpecifyPkcs1Algorithm: "The key says PSS and its parameters: they bind what it signs (RFC 4055 §1.2).",
  WeakHash: "SHA-1 and SHA-224: not hashes that we take (exceptions.json).",
};
