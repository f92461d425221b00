import { checkOrganization, publisherDomain, type PublisherDomain } from "../../policy/index.js";
import type { CheckFacts } from "../../report/index.js";
import { notRun, ran } from "../../signature/index.js";
import type { Certificate } from "../../x509/index.js";
import type { VerifyRequest } from "../request.js";

/** Who a caller expects to have published a package. */
export interface ExpectedPublisher {
  readonly domain: PublisherDomain | undefined;
  readonly organization: string | undefined;
}

/**
 * Reads the expectation before anything is judged: a wrong one is a wrong call.
 *
 * @throws {ConfigError} the domain is none of one publisher.
 */
export async function expectedPublisher({ expect }: VerifyRequest): Promise<ExpectedPublisher | undefined> {
  if (expect?.publisherDomain === undefined && expect?.organization === undefined) return undefined;
  const domain = expect.publisherDomain === undefined ? undefined : await publisherDomain(expect.publisherDomain);
  return { domain, organization: expect.organization };
}

/** @param author certificate of the proven author; `undefined`: nobody is proven to have published the package. */
export function publisherFacts(expected: ExpectedPublisher | undefined, author: Certificate | undefined): CheckFacts {
  if (expected === undefined) return notRun("identity", undefined, "no publisher was asked for");
  const { domain, organization } = expected;
  return ran("identity", undefined, [
    ...(domain?.check(author) ?? []),
    ...(organization === undefined ? [] : checkOrganization(author, organization)),
  ]);
}
