import {
  AUTHOR,
  author,
  certificate,
  config,
  mode,
  NOBODY,
  owners,
  REPOSITORY,
  repository,
  UNTRUSTED,
} from "./configs.js";

/** What dotnet said: whether it trusts the package under these files, or ends with an error about them. */
export type Answer = "trusted" | "NU3034" | "NU3018" | "error";

/** Nobody's certificate under one name, then the author's under another: trusted, unless both are one name. */
const named = (first: string, second: string): string =>
  config(author(certificate(NOBODY), first) + author(certificate(AUTHOR), second));

const REQUIRE = mode("require");
const SHOUTED = "SIGNATUREVALIDATIONMODE";

const hashed = (algorithm: string): string => config(author(certificate(AUTHOR, "false", algorithm)));

const owned = (list: string): string => config(repository(certificate(REPOSITORY) + owners(list)));

/**
 * Answers of `dotnet nuget verify` (SDK 10.0.401, Linux), asked on 2026-11-26 and 27: to one file by `--configfile`, to several as
 * nuget.config files in folders within each other, nearest first. The package is `author-repo.nupkg` of the interop cases,
 * or `cert-untrusted-root.nupkg`.
 */
const answers: readonly (readonly [what: string, answer: Answer, ...files: readonly string[]])[] = [
  ["an author's fingerprint", "trusted", config(author(certificate(AUTHOR)))],
  ["the same in lower case", "trusted", config(author(certificate(AUTHOR.toLowerCase())))],
  ["a list that names others", "NU3034", config(author(certificate(NOBODY)))],
  [
    "one entry of two that matches",
    "trusted",
    config(author(certificate(NOBODY)) + repository(certificate(REPOSITORY))),
  ],
  ["an algorithm in lower case, with spaces", "trusted", config(author(certificate(AUTHOR, "false", " sha256 ")))],
  ["an algorithm's number", "trusted", hashed("1")],
  ["an algorithm's number with a sign and zeros", "trusted", hashed(" +01 ")],
  ["another algorithm's number", "NU3034", hashed("2")],
  ["an algorithm twice", "trusted", hashed("SHA256, sha256")],
  ["no algorithm beside one", "trusted", hashed("Unknown,SHA256")],
  ["two algorithms, which add up to a third", "NU3034", hashed("SHA256,SHA384")],
  ["no algorithm by its word", "error", hashed("Unknown")],
  ["no algorithm by its number", "error", hashed("0")],
  ["a number that is no algorithm's", "error", hashed("5")],
  ["a negative number", "error", hashed("-1")],
  ["an algorithm and a number", "error", hashed("SHA256,1")],
  ["an algorithm and a comma", "error", hashed("SHA256,")],
  ["SHA-1", "error", config(author(certificate(AUTHOR, "false", "SHA1")))],
  ["an algorithm that there is not", "error", config(author(certificate(AUTHOR, "false", "SHA-256")))],
  ["a fingerprint that is too short", "NU3034", config(author(certificate(AUTHOR.slice(2))))],
  ["a fingerprint with spaces around it", "NU3034", config(author(certificate(` ${AUTHOR} `)))],
  ["an empty fingerprint", "error", config(author(certificate("")))],
  ["another algorithm's digest", "NU3034", config(author(certificate(AUTHOR, "false", "SHA384")))],
  ["no allowUntrustedRoot", "error", config(author(`<certificate fingerprint="${AUTHOR}" hashAlgorithm="SHA256" />`))],
  ["no hashAlgorithm", "error", config(author(`<certificate fingerprint="${AUTHOR}" allowUntrustedRoot="false" />`))],
  [
    "an attribute's name in another case",
    "error",
    config(author(`<certificate Fingerprint="${AUTHOR}" hashAlgorithm="SHA256" allowUntrustedRoot="false" />`)),
  ],
  ["attributes that there are not", "trusted", config(`<author name="A" x="1">${certificate(AUTHOR)}</author>`)],
  ["an author without a name", "error", config(`<author>${certificate(AUTHOR)}</author>`)],
  ["an author with an empty name", "error", config(author(certificate(AUTHOR), ""))],
  ["an author without a certificate", "error", config(author("<foo/>"))],
  [
    "two authors of one name: the first counts",
    "NU3034",
    config(author(certificate(NOBODY)) + author(certificate(AUTHOR))),
  ],
  ["whatever case the name has", "NU3034", config(author(certificate(NOBODY), "a") + author(certificate(AUTHOR), "A"))],
  ["the other way round", "trusted", config(author(certificate(AUTHOR)) + author(certificate(NOBODY)))],
  ["the last sigma of a word and the capital", "NU3034", named("\u03c2", "\u03a3")],
  ["a capital that JavaScript writes as two letters", "NU3034", named("\u1fb3", "\u1fbc")],
  ["a letter outside the first plane, and its capital", "NU3034", named("\u{10428}", "\u{10400}")],
  ["the sign of Kelvin, which is no K", "trusted", named("K", "\u212a")],
  ["a long s, which is no S", "trusted", named("\u017f", "S")],
  ["a sharp s, and its capital, of which it is not the small one", "trusted", named("\u00df", "\u1e9e")],
  ["a dotless i, which is no I", "trusted", named("\u0131", "I")],
  ["elements that there are not", "trusted", config(`<foo/>text${author(`text<foo/><clear/>${certificate(AUTHOR)}`)}`)],
  [
    "elements in another case",
    "trusted",
    config(
      author(certificate(NOBODY), "Z") +
        "<CLEAR/>" +
        `<Author name="A">${certificate(AUTHOR).replace("<certificate", "<Certificate")}</Author>`,
    ),
  ],
  ["an author with owners", "trusted", config(author(certificate(AUTHOR) + owners("x")))],
  ["an author's entry for the repository's certificate", "NU3034", config(author(certificate(REPOSITORY)))],
  ["a repository's entry for the author's certificate", "NU3034", config(repository(certificate(AUTHOR)))],
  ["a repository without an address", "error", config(`<repository name="R">${certificate(REPOSITORY)}</repository>`)],
  [
    "a repository whose address is http",
    "trusted",
    config(repository(certificate(REPOSITORY), "R", "http://lab.example/x")),
  ],
  ["a repository whose address is none", "trusted", config(repository(certificate(REPOSITORY), "R", "not a url"))],
  [
    "two repositories of one name and two addresses",
    "trusted",
    config(
      repository(certificate(NOBODY), "R", "https://a/x") + repository(certificate(REPOSITORY), "R", "https://b/x"),
    ),
  ],
  [
    "two of two names and one address",
    "trusted",
    config(repository(certificate(NOBODY), "R1") + repository(certificate(REPOSITORY), "R2")),
  ],
  [
    "two of one name and one address, by any case: the first counts",
    "NU3034",
    config(
      repository(certificate(NOBODY), "R", "https://a/X") + repository(certificate(REPOSITORY), "r", "https://a/x"),
    ),
  ],
  [
    "an author and a repository of one name",
    "trusted",
    config(author(certificate(NOBODY), "X") + repository(certificate(REPOSITORY), "X")),
  ],
  ["an owner among others", "trusted", config(repository(certificate(REPOSITORY) + owners("x; bob ;y")))],
  [
    "owners before certificates, by a reference",
    "trusted",
    config(repository(owners("zz;b&#111;b") + certificate(REPOSITORY))),
  ],
  ["owners as CDATA", "trusted", config(repository(owners("<![CDATA[zz;bob]]>") + certificate(REPOSITORY)))],
  [
    "CDATA in white space, comments beside it",
    "trusted",
    config(repository(owners("\n<![CDATA[zz;bob]]> <!-- c -->") + certificate(REPOSITORY))),
  ],
  ["nothing but white space in owners", "error", config(repository(owners(" \n ") + certificate(REPOSITORY)))],
  ["CDATA beside text in owners", "error", config(repository(owners("<![CDATA[zz;]]>bob") + certificate(REPOSITORY)))],
  ["an owner in another case", "NU3034", config(repository(certificate(REPOSITORY) + owners("Bob")))],
  ["an owner behind the next line of EBCDIC, which is white space", "trusted", owned("&#x85;bob")],
  ["an owner behind a space that doesn't break", "trusted", owned("&#160;bob")],
  ["an owner behind a byte order mark, which is none", "NU3034", owned("&#xFEFF;bob")],
  ["owners divided by commas", "NU3034", config(repository(certificate(REPOSITORY) + owners("zz,bob")))],
  ["an element owners in another case", "NU3034", config(repository(`${certificate(REPOSITORY)}<Owners>zz</Owners>`))],
  ["no text in owners", "error", config(repository(certificate(REPOSITORY) + owners("")))],
  ["a comment in owners", "error", config(repository(certificate(REPOSITORY) + owners("b<!-- c -->ob")))],
  ["two owners elements", "error", config(repository(certificate(REPOSITORY) + owners("zz") + owners("bob")))],
  ["blank owners only", "NU3034", config(repository(certificate(REPOSITORY) + owners(" ; ")))],
  [
    "one certificate with owners and again without: they restrict",
    "NU3034",
    config(repository(certificate(REPOSITORY) + owners("zz"), "R1") + repository(certificate(REPOSITORY), "R2")),
  ],
  [
    "unless it is spelt in another case",
    "trusted",
    config(
      repository(certificate(REPOSITORY) + owners("zz"), "R1") +
        repository(certificate(REPOSITORY.toLowerCase()), "R2"),
    ),
  ],
  [
    "owners of both entries",
    "trusted",
    config(
      repository(certificate(REPOSITORY) + owners("zz"), "R1") +
        repository(certificate(REPOSITORY) + owners("bob"), "R2"),
    ),
  ],
  [
    "owners beside an author's entry of that certificate",
    "NU3034",
    config(repository(certificate(REPOSITORY) + owners("zz")) + author(certificate(REPOSITORY))),
  ],
  [
    "owners, which bind no author",
    "trusted",
    config(author(certificate(AUTHOR)) + repository(certificate(AUTHOR) + owners("zz"))),
  ],
  ["require and no list", "NU3034", config("", mode("require"))],
  ["the word in another case, with spaces", "NU3034", config("", mode(" ReQuire "))],
  ["the key in another case", "NU3034", config("", mode("require", "SignatureValidationMode"))],
  ["the word's number", "NU3034", config("", mode("1"))],
  ["the word's number with a zero", "NU3034", config("", mode("01"))],
  ["the word's number with a sign", "NU3034", config("", mode(" +1 "))],
  ["the word's number, negative", "trusted", config("", mode("-1"))],
  ["numbers in a list", "trusted", config("", mode("0,1"))],
  ["both words", "NU3034", config("", mode("accept,require"))],
  ["another word", "trusted", config("", mode("strict"))],
  ["another number", "trusted", config("", mode("2"))],
  ["no word", "trusted", config("", mode(""))],
  ["two modes: the first counts", "trusted", config("", mode("accept") + mode("require"))],
  ["the other way round", "NU3034", config("", mode("require") + mode("accept"))],
  ["a mode that is cleared", "trusted", config("", `${mode("require")}<clear />`)],
  ["one that comes after", "NU3034", config("", `${mode("accept")}<clear />${mode("require")}`)],
  ["a setting without a value", "error", config("", '<add key="signatureValidationMode"/>')],
  ["a setting without a key", "error", config("", '<add value="require"/>')],
  ["an element in a clear of settings", "error", config("", "<clear><foo/></clear>")],
  ["an element in a setting", "error", config("", mode("accept").replace("/>", "><foo/></add>"))],
  ["an element in a clear of the list", "error", config(`<clear><foo/></clear>${author(certificate(AUTHOR))}`)],
  ["an element in a certificate", "error", config(author(certificate(AUTHOR).replace("/>", "><foo/></certificate>")))],
  [
    "text and a comment there",
    "trusted",
    config(`<clear>x<!-- c --></clear>${author(certificate(AUTHOR).replace("/>", ">x<!-- c --></certificate>"))}`),
  ],
  [
    "a mode that comes again after clear: it is the first, which was cleared",
    "trusted",
    config("", `${REQUIRE}<clear/>${REQUIRE}`),
  ],
  [
    "unless its attributes stand in another order",
    "NU3034",
    config("", `${REQUIRE}<clear/><add value="require" key="signatureValidationMode"/>`),
  ],
  ["a second clear of modes, which clears nothing", "NU3034", config("", `<clear/>${REQUIRE}<clear/>`)],
  ["one with an attribute, which clears", "trusted", config("", `<clear/>${REQUIRE}<clear x="1"/>`)],
  [
    "two spellings of the key: the first counts",
    "NU3034",
    config("", REQUIRE + mode("accept", "SignatureValidationMode")),
  ],
  [
    "an author twice, with an unknown attribute: both count",
    "trusted",
    config(author(certificate(NOBODY)) + author(certificate(AUTHOR)).replace("<author", '<author x="1"')),
  ],
  [
    "an author whose name and unknown attribute put together are the other's name: the first counts",
    "NU3034",
    config(author(certificate(NOBODY), "AB") + author(certificate(AUTHOR)).replace('"A"', '"A" x="B"')),
  ],
  [
    "a repository twice, with an unknown attribute: the owners of both restrict",
    "NU3034",
    config(
      repository(certificate(REPOSITORY)) + repository(certificate(REPOSITORY) + owners("zz")).replace(" ", ' x="1" '),
    ),
  ],
  [
    "a repository twice, its attributes in another order: the owners of both restrict",
    "NU3034",
    config(
      repository(certificate(REPOSITORY), "R", "U") +
        `<repository serviceIndex="U" name="R">${certificate(REPOSITORY)}${owners("zz")}</repository>`,
    ),
  ],
  [
    "repositories of which name and address put together are the same: the first counts",
    "trusted",
    config(
      repository(certificate(REPOSITORY), "Rh", "ttps://x") +
        repository(certificate(REPOSITORY) + owners("zz"), "R", "https://x"),
    ),
  ],
  [
    "authors of one name in two namespaces: both count",
    "trusted",
    config(author(certificate(NOBODY)) + author(certificate(AUTHOR)).replace("<author", '<author xmlns="urn:x"')),
  ],
  ["a list that is cleared", "NU3034", config(`${author(certificate(AUTHOR))}<clear />`, mode("require"))],
  [
    "one that comes after",
    "trusted",
    config(`${author(certificate(NOBODY), "Z")}<clear />${author(certificate(AUTHOR))}`, mode("require")),
  ],
  [
    "one that comes after under a name that was cleared",
    "NU3034",
    config(`${author(certificate(NOBODY))}<clear/>${author(certificate(AUTHOR))}`, mode("require")),
  ],
  ["a second clear, which clears nothing", "NU3034", config(`<clear/>${author(certificate(NOBODY))}<clear/>`)],
  [
    "a section twice: the first counts",
    "NU3034",
    `<configuration><trustedSigners>${author(certificate(NOBODY), "Z")}</trustedSigners><trustedSigners>${author(certificate(AUTHOR))}</trustedSigners></configuration>`,
  ],
  [
    "a section's name in another case",
    "trusted",
    `<configuration><TrustedSigners>${author(certificate(NOBODY))}</TrustedSigners><Config>${mode("require")}</Config></configuration>`,
  ],
  [
    "the root's name in another case",
    "NU3034",
    `<Configuration><trustedSigners>${author(certificate(NOBODY))}</trustedSigners></Configuration>`,
  ],
  ["another root", "error", "<foo/>"],
  ["no text", "error", ""],
  ["no XML", "error", "hello"],
  ["an element left open", "error", "<configuration>"],
  [
    "a byte order mark, a declaration, comments, instructions",
    "trusted",
    `\ufeff<?xml version="1.0" encoding="utf-8"?><!-- c --><configuration><?x y?><trustedSigners><!-- d -->${author(`<!-- e -->${certificate(AUTHOR)}`)}</trustedSigners></configuration>`,
  ],
  ["a document type", "error", `<!DOCTYPE configuration>${config(author(certificate(AUTHOR)))}`],
  [
    "a namespace",
    "NU3034",
    config(author(certificate(NOBODY))).replace("<configuration>", '<configuration xmlns="urn:x">'),
  ],

  [
    "files: entries of both count",
    "trusted",
    config(author(certificate(NOBODY), "B")),
    config(author(certificate(AUTHOR))),
  ],
  [
    "files: the nearer of one name counts",
    "NU3034",
    config(author(certificate(NOBODY))),
    config(author(certificate(AUTHOR))),
  ],
  ["files: the other way round", "trusted", config(author(certificate(AUTHOR))), config(author(certificate(NOBODY)))],
  [
    "files: names in two cases are two",
    "trusted",
    config(author(certificate(NOBODY), "a")),
    config(author(certificate(AUTHOR))),
  ],
  [
    "files: the nearer of one repository counts",
    "NU3034",
    config(repository(certificate(NOBODY))),
    config(repository(certificate(REPOSITORY))),
  ],
  [
    "files: of two addresses both do",
    "trusted",
    config(repository(certificate(NOBODY), "R", "https://two/x")),
    config(repository(certificate(REPOSITORY))),
  ],
  [
    "files: of one address the nearer counts, whatever the names",
    "NU3034",
    config(repository(certificate(NOBODY), "R1")),
    config(repository(certificate(REPOSITORY), "R2")),
  ],
  [
    "files: addresses in two cases are two",
    "trusted",
    config(repository(certificate(NOBODY), "R", "https://a/X")),
    config(repository(certificate(REPOSITORY), "R", "https://a/x")),
  ],
  [
    "files: of two of one address in the nearer one, the last counts",
    "NU3034",
    config(repository(certificate(REPOSITORY), "R1") + repository(certificate(NOBODY), "R2")),
    config(""),
  ],
  [
    "files: which it does not where the further one has no list",
    "trusted",
    config(repository(certificate(REPOSITORY), "R1") + repository(certificate(NOBODY), "R2")),
    "<configuration/>",
  ],
  [
    "files: of two of one address in the further one, the nearer replaces the first",
    "trusted",
    config(repository(certificate(NOBODY), "R3")),
    config(repository(certificate(NOBODY), "R1") + repository(certificate(REPOSITORY), "R2")),
  ],
  ["files: clear drops what is further away", "trusted", config("<clear/>"), config(author(certificate(NOBODY)))],
  [
    "files: and nothing that is nearer",
    "NU3034",
    config("", mode("require")),
    config(`<clear/>${author(certificate(NOBODY), "B")}`),
    config(author(certificate(AUTHOR))),
  ],
  [
    "files: a name that is further away is free after clear",
    "trusted",
    config(`<clear/>${author(certificate(AUTHOR))}`),
    config(author(certificate(NOBODY))),
  ],
  [
    "files: clear after an entry drops both",
    "NU3034",
    config(`${author(certificate(NOBODY), "B")}<clear/>`),
    config(author(certificate(AUTHOR)), mode("require")),
  ],
  ["files: the nearer mode counts", "trusted", config("", mode("accept")), config("", mode("require"))],
  ["files: the other way round", "NU3034", config("", mode("require")), config("", mode("accept"))],
  ["files: the further mode where the nearer has none", "NU3034", config(""), config("", mode("require"))],
  [
    "files: the further of two spellings of the key",
    "NU3034",
    config("", mode("accept", SHOUTED)),
    config("", REQUIRE),
  ],
  ["files: the other way round", "trusted", config("", mode("require", SHOUTED)), config("", mode("accept"))],
  [
    "files: a key that the nearer has twice: the last counts",
    "NU3034",
    config("", mode("accept") + REQUIRE),
    config(""),
  ],
  ["files: the other way round", "trusted", config("", REQUIRE + mode("accept")), config("", mode("accept"))],
  [
    "files: the first where the further one has no settings",
    "trusted",
    config("", mode("accept") + REQUIRE),
    "<configuration/>",
  ],
  [
    "files: a second clear clears nothing",
    "NU3034",
    config("", `<clear/>${REQUIRE}<clear/>`),
    config("", mode("accept")),
  ],
  [
    "files: two spellings of the key in the further one: the nearer replaces its own",
    "trusted",
    config("", mode("accept", SHOUTED)),
    config("", mode("require", SHOUTED) + REQUIRE),
  ],
  [
    "files: an element remove, which there is not",
    "NU3034",
    config("", '<remove key="signatureValidationMode"/>'),
    config("", REQUIRE),
  ],
  ["files: none where the nearer clears", "trusted", config("", "<clear/>"), config("", mode("require"))],
  [
    "files: owners of one restrict the other",
    "NU3034",
    config(repository(certificate(REPOSITORY) + owners("zz"), "R1")),
    config(repository(certificate(REPOSITORY), "R2")),
  ],
  ["files: one that is broken", "error", "<configuration>", config(author(certificate(AUTHOR)))],
];

/** The same for `cert-untrusted-root.nupkg`. */
const rootAnswers: typeof answers = [
  ["allowUntrustedRoot", "trusted", config(author(certificate(UNTRUSTED, "true")))],
  ["the word in another case, with spaces", "trusted", config(author(certificate(UNTRUSTED, " True ")))],
  ["false", "NU3018", config(author(certificate(UNTRUSTED, "false")))],
  ["another word, which is false", "NU3018", config(author(certificate(UNTRUSTED, "yes")))],
  ["a number, which is false", "NU3018", config(author(certificate(UNTRUSTED, "1")))],
  [
    "a fingerprint in lower case: it has no effect",
    "NU3018",
    config(author(certificate(UNTRUSTED.toLowerCase(), "true"))),
  ],
  ["a repository's entry", "NU3034", config(repository(certificate(UNTRUSTED, "true")))],
  [
    "one author twice, with an unknown attribute, whose entries disagree: it is off",
    "NU3018",
    config(author(certificate(UNTRUSTED, "true")) + author(certificate(UNTRUSTED)).replace("<author", '<author x="1"')),
  ],
  [
    "entries that disagree: it is off",
    "NU3018",
    config(author(certificate(UNTRUSTED, "true")) + repository(certificate(UNTRUSTED, "false"))),
  ],
  [
    "whatever their order",
    "NU3018",
    config(author(certificate(UNTRUSTED, "false")) + repository(certificate(UNTRUSTED, "true"))),
  ],
  [
    "entries that agree",
    "trusted",
    config(author(certificate(UNTRUSTED, "true")) + author(certificate(UNTRUSTED, "true"), "B")),
  ],
  [
    "entries of two spellings are not merged",
    "trusted",
    config(author(certificate(UNTRUSTED.toLowerCase(), "false"), "B") + author(certificate(UNTRUSTED, "true"))),
  ],
  [
    "of which the one in upper case decides",
    "NU3018",
    config(author(certificate(UNTRUSTED, "false")) + author(certificate(UNTRUSTED.toLowerCase(), "true"), "B")),
  ],
  [
    "an author's entry beside a repository's with owners",
    "trusted",
    config(author(certificate(UNTRUSTED, "true")) + repository(certificate(UNTRUSTED, "true") + owners("zz"))),
  ],
];

/** All of them. */
export const recordedAnswers = (
  [
    ["author-repo", answers],
    ["cert-untrusted-root", rootAnswers],
  ] as const
).flatMap(([name, table]) => table.map(([what, answer, ...texts]) => ({ name, what, answer, texts })));
