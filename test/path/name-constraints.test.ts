import assert from "node:assert/strict";
import {
  element,
  ia5String,
  implicitPrimitive,
  integer,
  oid,
  retag,
  sequence,
  utf8String,
} from "../../lib/testing/encode.js";
import {
  type ExtensionInput,
  type GeneralNameInput,
  keyUsage,
  nameConstraints,
  subjectAltNames,
} from "../../lib/testing/index.js";
import { anchorOf, detailsOf, judge, type Question, told } from "./judge.js";
import { authority, CA, commonName, intermediate, leaf, nameOf, root } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const roots = [root(top)];

interface Subtrees {
  readonly permitted?: readonly GeneralNameInput[];
  readonly excluded?: readonly GeneralNameInput[];
}

/** A signer of these names below a CA with these constraints. */
function under(
  subtrees: Subtrees | ExtensionInput,
  names: readonly GeneralNameInput[],
  subject = signer.name,
): Question {
  const constraints = "oid" in subtrees ? subtrees : nameConstraints(subtrees);
  const extensions = names.length === 0 ? [] : [subjectAltNames(names)];
  return {
    leaf: leaf({ ...signer, name: subject }, ca, { extensions }),
    bag: [intermediate(ca, top, { extensions: [...CA, constraints] })],
    roots,
  };
}

type Verdict = "inside" | "excluded" | "not-permitted" | "unsupported";
async function verdict(question: Question): Promise<Verdict> {
  const outcome = await judge(question);
  return outcome.kind === "validated" ? "inside" : detailsOf(outcome, "chain-name-constraint").kind;
}

const dns = (value: string): GeneralNameInput => ({ kind: "dns", value });
const email = (value: string): GeneralNameInput => ({ kind: "email", value });
const uri = (value: string): GeneralNameInput => ({ kind: "uri", value });
const directory = (value: Uint8Array): GeneralNameInput => ({ kind: "directory", value });
const ip = (...octets: readonly number[]): GeneralNameInput => ({ kind: "ip", value: Uint8Array.from(octets) });

/** Constraint, name, and how they stand when the constraint permits and when it excludes. */
type Row = readonly [constraint: GeneralNameInput, name: GeneralNameInput, permitting: Verdict, excluding: Verdict];
const INSIDE = ["inside", "excluded"] as const;
const OUTSIDE = ["not-permitted", "inside"] as const;
const NEITHER = ["unsupported", "unsupported"] as const;

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [constraint, name, permitting, excluding] of rows)
      it(`${shown(name)} under ${shown(constraint)}: ${permitting}, ${excluding}`, async () => {
        // The subject is empty: it would be a directory name of its own.
        assert.equal(await verdict(under({ permitted: [constraint] }, [name], sequence())), permitting);
        assert.equal(await verdict(under({ excluded: [constraint] }, [name], sequence())), excluding);
      });
  });
}

function shown(name: GeneralNameInput): string {
  const { value } = name;
  return typeof value === "string" ? JSON.stringify(value) : Buffer.from(value).toString("hex");
}

table("DNS names (RFC 5280 §4.2.1.10)", [
  [dns("example.com"), dns("example.com"), ...INSIDE],
  [dns("example.com"), dns("www.example.com"), ...INSIDE],
  [dns("example.com"), dns("a.b.EXAMPLE.com"), ...INSIDE],
  [dns("example.com"), dns("notexample.com"), ...OUTSIDE],
  [dns("example.com"), dns("example.com.evil"), ...OUTSIDE],
  [dns("www.example.com"), dns("example.com"), ...OUTSIDE],
  [dns(".example.com"), dns("www.example.com"), ...INSIDE],
  [dns(".example.com"), dns("example.com"), ...OUTSIDE],
  [dns(""), dns("example.com"), ...INSIDE],
  [dns("example.com"), dns("www.example.com."), ...INSIDE],
  [dns("example.com."), dns("www.example.com"), ...INSIDE],
  [dns("example.com"), dns("*.example.com"), ...INSIDE],
  // A wildcard is not inside what it only partly stands for, and not outside what it stands for.
  [dns("www.example.com"), dns("*.example.com"), "not-permitted", "excluded"],
  [dns("a.www.example.com"), dns("*.example.com"), ...OUTSIDE],
  [dns("example.com"), dns(".example.com"), ...NEITHER],
  [dns("example.com"), dns("www..example.com"), ...NEITHER],
  [dns("example.com"), dns("www.example.com\0.evil"), ...NEITHER],
  [dns("example.com"), dns("w*.example.com"), ...NEITHER],
  [dns("example.com"), dns("w~w.example.com"), ...NEITHER],
  [dns("example.com"), dns("w{w.example.com"), ...NEITHER],
  [dns("example.com"), dns(""), ...NEITHER],
  [dns("*.example.com"), dns("www.example.com"), ...NEITHER],
]);

table("e-mail addresses (RFC 5280 §4.2.1.10)", [
  [email("a@example.com"), email("a@example.com"), ...INSIDE],
  [email("a@example.com"), email("a@EXAMPLE.com"), ...INSIDE],
  [email("a@example.com"), email("A@example.com"), ...OUTSIDE],
  [email("example.com"), email("a@example.com"), ...INSIDE],
  [email("example.com"), email("a@www.example.com"), ...OUTSIDE],
  [email(".example.com"), email("a@www.example.com"), ...INSIDE],
  [email(".example.com"), email("a@example.com"), ...OUTSIDE],
  [email("example.com"), email('"a@evil.com"@example.com'), ...INSIDE],
  [email("example.com"), email("a@example.com@evil.com"), ...OUTSIDE],
  [email("example.com"), email("example.com"), ...NEITHER],
  [email("example.com"), email("@example.com"), ...NEITHER],
  [email("example.com"), email("a b@example.com"), ...NEITHER],
  [email("example.com"), email("a\x7f@example.com"), ...NEITHER],
  [email("example.com"), email("a@exam ple.com"), ...NEITHER],
  [email("a@exam ple.com"), email("a@example.com"), ...NEITHER],
  [email("@example.com"), email("a@example.com"), ...NEITHER],
  [email(""), email("a@example.com"), ...NEITHER],
]);

table("URIs (RFC 5280 §4.2.1.10)", [
  [uri("example.com"), uri("https://example.com/path"), ...INSIDE],
  [uri("example.com"), uri("https://user:secret@EXAMPLE.com:8443?q#f"), ...INSIDE],
  [uri("example.com"), uri("https://www.example.com/"), ...OUTSIDE],
  [uri(".example.com"), uri("https://www.example.com/"), ...INSIDE],
  [uri(".example.com"), uri("https://example.com/"), ...OUTSIDE],
  [uri("example.com"), uri("https://evil.com/@example.com"), ...OUTSIDE],
  [uri("example.com"), uri("https://evil.com#@example.com"), ...OUTSIDE],
  [uri("example.com"), uri("https://example.com@evil.com/"), ...OUTSIDE],
  [uri("example.com"), uri("https://evil.com\\@example.com/"), ...NEITHER],
  [uri("example.com"), uri("urn:example.com"), ...NEITHER],
  // RFC 3986 §3.1: what stands before is no scheme, so that what follows is no authority.
  [uri("example.com"), uri("urn:x://example.com"), ...NEITHER],
  [uri("example.com"), uri("//evil.com/x://example.com"), ...NEITHER],
  [uri("example.com"), uri("2s://example.com"), ...NEITHER],
  [uri("example.com"), uri("coap+tcp://example.com"), ...INSIDE],
  [uri(".example"), uri("https://host.7.example/"), ...INSIDE],
  [uri("example.com"), uri("https://192.0.2.1/"), ...NEITHER],
  [uri("example.com"), uri("https://[2001:db8::1]/"), ...NEITHER],
  [uri("example.com"), uri("https:///path"), ...NEITHER],
]);

const NETWORK = ip(192, 0, 2, 0, 255, 255, 255, 0);
const IPV6 = [0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(0)];
table("addresses (RFC 5280 §4.2.1.10)", [
  [NETWORK, ip(192, 0, 2, 7), ...INSIDE],
  [NETWORK, ip(192, 0, 3, 7), ...OUTSIDE],
  [ip(192, 0, 2, 99, 255, 255, 255, 0), ip(192, 0, 2, 7), ...INSIDE],
  [ip(0, 0, 0, 0, 0, 0, 0, 0), ip(192, 0, 2, 7), ...INSIDE],
  [
    ip(...IPV6, ...new Array<number>(4).fill(255), ...new Array<number>(12).fill(0)),
    ip(0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(1)),
    ...INSIDE,
  ],
  [NETWORK, ip(...IPV6), ...OUTSIDE],
  [ip(192, 0, 2, 0, 255, 0, 255, 0), ip(192, 0, 2, 7), ...NEITHER],
  [ip(192, 0, 2, 0), ip(192, 0, 2, 7), ...NEITHER],
  [ip(192, 0, 2, 255, 255, 255), ip(192, 0, 2, 7), ...NEITHER],
  [NETWORK, ip(192, 0, 2, 0, 255, 255, 255, 0), ...NEITHER],
]);

const organisation = utf8String("Contoso");
const contoso = nameOf([["2.5.4.10", organisation]]);
const contosoSigner = nameOf([
  ["2.5.4.10", organisation],
  ["2.5.4.3", utf8String("Signer")],
]);
table("directory names (RFC 5280 §7.1)", [
  [directory(contoso), directory(contosoSigner), ...INSIDE],
  [directory(contoso), directory(contoso), ...INSIDE],
  [directory(contosoSigner), directory(contoso), ...OUTSIDE],
  [directory(nameOf([["2.5.4.10", element(0x13, Buffer.from("  contoso"))]])), directory(contosoSigner), ...INSIDE],
  [directory(nameOf([["2.5.4.10", utf8String("Contoso Ltd")]])), directory(contosoSigner), ...OUTSIDE],
  [directory(nameOf([["2.5.4.3", utf8String("Signer")]])), directory(contosoSigner), ...OUTSIDE],
]);

describe("name constraints", () => {
  it("apply to the subject as to a directory name, and not to an empty one", async () => {
    assert.equal(await verdict(under({ permitted: [directory(contoso)] }, [], contosoSigner)), "inside");
    assert.equal(await verdict(under({ permitted: [directory(contoso)] }, [])), "not-permitted");
    assert.equal(await verdict(under({ excluded: [directory(contoso)] }, [], contosoSigner)), "excluded");
    assert.equal(await verdict(under({ permitted: [directory(contoso)] }, [dns("a.example")], sequence())), "inside");
    assert.equal(await verdict(under({ excluded: [directory(sequence())] }, [])), "excluded");
  });

  it("apply to every name: one that breaks them is enough", async () => {
    const permitted = [dns("example.com")];
    assert.equal(await verdict(under({ permitted }, [dns("a.example.com"), dns("evil.com")])), "not-permitted");
    assert.equal(
      await verdict(under({ permitted: [...permitted, dns("evil.com")] }, [dns("a.example.com"), dns("evil.com")])),
      "inside",
    );
  });

  it("leave alone kinds of name that they don't speak of (§4.2.1.10)", async () => {
    const permitted = [dns("example.com")];
    assert.equal(await verdict(under({ permitted }, [])), "inside");
    assert.equal(await verdict(under({ permitted }, [email("a@evil.com"), uri("https://evil.com/")])), "inside");
  });

  it("exclude before they permit", async () => {
    const subtrees = { permitted: [dns("example.com")], excluded: [dns("evil.example.com")] };
    assert.equal(await verdict(under(subtrees, [dns("evil.example.com")])), "excluded");
    assert.equal(await verdict(under(subtrees, [dns("good.example.com")])), "inside");
  });

  it("apply to e-mail addresses within the subject", async () => {
    const named = nameOf([
      ["2.5.4.3", utf8String("Signer")],
      ["1.2.840.113549.1.9.1", ia5String("a@evil.com")],
    ]);
    assert.equal(await verdict(under({ excluded: [email("evil.com")] }, [], named)), "excluded");
    assert.equal(await verdict(under({ excluded: [email("good.com")] }, [], named)), "inside");
  });

  it("of a kind that is not processed refuse names of that kind, and no others", async () => {
    const other: GeneralNameInput = { kind: "other", oid: "1.2.3.4", value: utf8String("x") };
    const registered: GeneralNameInput = { kind: "raw", value: retag(0x88, oid("1.2.3")) };
    for (const kind of [other, registered]) {
      assert.equal(await verdict(under({ excluded: [kind] }, [kind])), "unsupported");
      assert.equal(await verdict(under({ permitted: [kind] }, [dns("example.com")])), "inside");
    }
    assert.equal(await verdict(under({ excluded: [other] }, [registered])), "inside");
  });

  it("of e-mail addresses speak of SmtpUTF8Mailbox too, which is not processed (RFC 9598 §6)", async () => {
    const mailbox: GeneralNameInput = { kind: "other", oid: "1.3.6.1.5.5.7.8.9", value: utf8String("ä@evil.com") };
    assert.equal(await verdict(under({ excluded: [email("good.com")] }, [mailbox])), "unsupported");
    assert.equal(await verdict(under({ excluded: [dns("good.com")] }, [mailbox])), "inside");
    // It is an otherName all the same.
    assert.equal(await verdict(under({ excluded: [mailbox] }, [mailbox])), "unsupported");
    const other: GeneralNameInput = { kind: "other", oid: "1.2.3.4", value: utf8String("x") };
    assert.equal(await verdict(under({ permitted: [other] }, [mailbox])), "unsupported");
  });

  it("with a minimum or maximum refuse names of their kind (§4.2.1.10)", async () => {
    const base = retag(0x82, ia5String("example.com"));
    for (const bound of [implicitPrimitive(0, Uint8Array.of(1)), implicitPrimitive(1, Uint8Array.of(5))]) {
      const value = sequence(element(0xa1, sequence(base, bound)));
      const constraints: ExtensionInput = { oid: "2.5.29.30", critical: true, value };
      assert.equal(await verdict(under(constraints, [dns("other.com")])), "unsupported");
      assert.equal(await verdict(under(constraints, [])), "inside");
    }
  });

  it("hold whether or not they are critical", async () => {
    const extension = nameConstraints({ permitted: [dns("example.com")] }, false);
    assert.equal(await verdict(under(extension, [dns("evil.com")])), "not-permitted");
  });

  const middle = authority("Middle");
  it("of several CAs hold together: each must permit (§6.1.4(g))", async () => {
    const question = (lower: Subtrees, upper: Subtrees, name: string): Question => ({
      leaf: leaf(signer, middle, { extensions: [subjectAltNames([dns(name)])] }),
      bag: [
        intermediate(middle, ca, { extensions: [...CA, nameConstraints(lower)] }),
        intermediate(ca, top, { extensions: [...CA, nameConstraints(upper)] }),
      ],
      roots,
    });
    const both = { permitted: [dns("a.com"), dns("b.com")] };
    assert.equal(await verdict(question({ permitted: [dns("a.com")] }, both, "x.a.com")), "inside");
    assert.equal(await verdict(question({ permitted: [dns("a.com")] }, both, "x.b.com")), "not-permitted");
    assert.equal(await verdict(question(both, { permitted: [dns("a.com")] }, "x.b.com")), "not-permitted");
    assert.equal(await verdict(question({ permitted: [dns("c.com")] }, both, "x.c.com")), "not-permitted");
  });

  it("bind intermediates, but not those that are self-issued, unless they are the end (§6.1.3(b))", async () => {
    const constraints = nameConstraints({ excluded: [directory(commonName("CA")), directory(commonName("Middle"))] });
    const constrained = [root(top, { extensions: [...CA, constraints] })];
    const named = leaf(signer, middle);
    assert.equal(await verdict({ leaf: named, bag: [intermediate(middle, top)], roots: constrained }), "excluded");
    const renewed = authority("CA");
    const own = nameConstraints({ excluded: [directory(commonName("CA"))] });
    const narrow = intermediate(ca, top, { extensions: [...CA, own] });
    assert.equal(
      await told({ leaf: leaf(signer, renewed), bag: [intermediate(renewed, ca), narrow], roots }),
      "validated",
    );
    const last = leaf(renewed, ca);
    assert.equal(await verdict({ leaf: last, bag: [narrow], roots }), "excluded");
  });

  it("of an anchor hold, in its certificate or beside its name and key", async () => {
    const constraints = nameConstraints({ permitted: [dns("example.com")] });
    const issued = (name: string): Uint8Array => leaf(signer, top, { extensions: [subjectAltNames([dns(name)])] });
    const inCertificate = [anchorOf(root(top, { extensions: [...CA, constraints] }))];
    const nameAndKey = { subject: top.name, publicKeyInfo: top.key.publicKeyInfo, nameConstraints: constraints.value };
    const beside = [{ nameAndKey, purposes: ["code-signing"] as const, origin: "test" }];
    for (const anchors of [inCertificate, beside]) {
      assert.equal(await verdict({ leaf: issued("a.example.com"), anchors }), "inside");
      assert.equal(await verdict({ leaf: issued("evil.com"), anchors }), "not-permitted");
    }
    const unreadable = { ...nameAndKey, nameConstraints: sequence(integer(1)) };
    const anchors = [{ nameAndKey: unreadable, purposes: ["code-signing"] as const, origin: "test" }];
    assert.equal(await verdict({ leaf: issued("a.example.com"), anchors }), "unsupported");
  });

  it("are found in the end entity, where they constrain nothing", async () => {
    const own = leaf(signer, top, {
      extensions: [keyUsage(["digitalSignature"]), nameConstraints({ excluded: [directory(signer.name)] })],
    });
    assert.equal(await told({ leaf: own, roots }), "validated");
  });

  it("name who may not certify what", async () => {
    const outcome = await judge(under({ permitted: [dns("example.com")] }, [dns("evil.com")]));
    const { certificate, by, name, constraint } = detailsOf(outcome, "chain-name-constraint");
    assert.deepEqual(
      [certificate.subject, by.subject, name, constraint],
      ["CN=Signer", "CN=CA", "evil.com", "example.com"],
    );
  });

  it("name addresses as people write them, and the constraint as the octets that it is", async () => {
    for (const [address, text] of [
      [ip(192, 0, 2, 7), "192.0.2.7"],
      [ip(...IPV6), "2001:db8:0:0:0:0:0:0"],
    ] as const) {
      const outcome = await judge(under({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, [address]));
      const { name, constraint } = detailsOf(outcome, "chain-name-constraint");
      assert.deepEqual([name, constraint], [text, "0a000000ff000000"]);
    }
  });

  it("stop at the budget, to the comparison", async () => {
    const excluded = Array.from({ length: 100 }, (_, index) => dns(`host${index}.example`));
    const names = Array.from({ length: 10 }, (_, index) => dns(`name${index}.test`));
    const question = under({ excluded }, names);
    assert.equal(await told({ ...question, budgets: { nameConstraintComparisons: 1000 } }), "validated");
    const outcome = await judge({ ...question, budgets: { nameConstraintComparisons: 999 } });
    assert.equal(detailsOf(outcome, "chain-budget").budget, "nameConstraintComparisons");
  });

  it("cost one comparison for sixteen names of other kinds, which are looked at on every path anew", async () => {
    const names = Array.from({ length: 200 }, (_, index) => dns(`name${index}.test`));
    const question = under({ excluded: [email("evil.example")] }, names);
    assert.equal(await told({ ...question, budgets: { nameConstraintComparisons: 12 } }), "validated");
    const outcome = await judge({ ...question, budgets: { nameConstraintComparisons: 11 } });
    assert.equal(detailsOf(outcome, "chain-budget").budget, "nameConstraintComparisons");
  });

  it("cost nothing for a few names of other kinds", async () => {
    const excluded = Array.from({ length: 50 }, (_, index) => email(`host${index}.example`));
    assert.equal(
      await told({ ...under({ excluded }, [dns("a.test")]), budgets: { nameConstraintComparisons: 0 } }),
      "validated",
    );
  });
});
