import { element } from "../../../lib/testing/encode.js";
import { testIssued } from "../../../test-certs/index.js";
import { ATTRIBUTE, replacing } from "../../support/message.js";
import type { Accepted, Refused } from "../difference.js";
import { authored } from "./message.js";

/** A repository's signature that names this service index. */
const naming = (url: string): (() => Promise<Uint8Array>) =>
  authored({
    primary: {
      signer: testIssued("repository"),
      kind: "repository",
      attributes: replacing({ type: ATTRIBUTE.serviceIndex, values: [element(0x16, Buffer.from(url, "latin1"))] }),
    },
  });

const refused = (what: string, url: string): Refused => ({
  name: `a service index ${what}`,
  code: "repository-service-index-invalid",
  made: naming(url),
});
const accepted = (what: string, url: string): Accepted => ({ name: `a service index ${what}`, made: naming(url) });

/** What parsers of URLs mend, each in its own way, both refuse. */
export const serviceIndexRefusals: readonly Refused[] = [
  refused("with a tab in its host", "https://pack\tages.test/"),
  refused("with a line end in its host", "https://packages.\ntest/"),
  refused("with a backslash behind its host", "https://packages.test\\index.json"),
  refused("with a backslash in its user information", "https://packages.test\\@other.test/"),
  refused("with three slashes", "https:///packages.test/"),
  refused("with percent code in its host", "https://p%61ckages.test/"),
  refused("with a character in its host that no host has", "https://packages!.test/"),
  refused("with a quote in its host", 'https://packages".test/'),
  refused("with braces in its host", "https://{packages}.test/"),
  refused("with an empty label", "https://packages..test/"),
  refused("that begins with a dot", "https://.packages.test/"),
  refused("with a port that is too high", "https://packages.test:65536/"),
];

export const serviceIndexAcceptances: readonly Accepted[] = [
  accepted("with a port", "https://packages.test:8443/index.json"),
  accepted("with nothing behind its host", "https://packages.test"),
  accepted("with a query and no path", "https://packages.test?index"),
  accepted("with a fragment and no path", "https://packages.test#index"),
  accepted("with user information", "https://ann:a%21$@packages.test/"),
  accepted("with an underscore and a hyphen at an end", "https://a_b-.test/"),
  accepted("with the root's dot", "https://packages.test./"),
  accepted("at an address of version 4", "https://192.0.2.1/"),
  accepted("at an address of version 6", "https://[2001:db8::1]:8443/"),
  accepted("in capital letters", "HTTPS://PACKAGES.TEST/"),
  accepted("with odd characters in its path", "https://packages.test/a\\b{c}!"),
];
