import type { TimestampChoice, TimestampOptions } from "../index.js";
import { httpTimestampSource } from "../node/index.js";
import { ConfigError } from "../report/index.js";
import type { Invocation } from "./invocation.js";

/**
 * `--timestamp URL[,URL...]` or `--no-timestamp`: one of them must be said.
 *
 * @throws {ConfigError} neither, or both.
 */
export function timestampChoice(call: Invocation): TimestampChoice {
  const wanted = call.options.has("timestamp");
  if (wanted !== call.options.has("no-timestamp")) return wanted ? timestampOptions(call) : "none";
  throw new ConfigError({
    at: "--timestamp",
    expected: "either --timestamp URL or --no-timestamp",
    received: wanted ? "both" : "neither",
    remedy: wanted
      ? "Leave --no-timestamp out."
      : "Add --timestamp URL: without a timestamp the signature ends when the certificate does.",
  });
}

/** The authorities of `--timestamp`, in order. */
export function timestampOptions(call: Invocation): TimestampOptions {
  const urls = (call.options.text("timestamp") ?? "").split(",").map((url) => url.trim());
  const sources = urls.filter((url) => url !== "").map((url) => httpTimestampSource(url));
  if (sources.length === 0) {
    const remedy = "Write --timestamp http://timestamp.example.com";
    throw new ConfigError({ at: "--timestamp", expected: "one URL or more", received: "none", remedy });
  }
  return { sources, ...deadlineOf(call) };
}

function deadlineOf(call: Invocation): { readonly deadlineMs?: number } {
  const text = call.options.text("timestamp-deadline");
  if (text === undefined) return {};
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3600) return { deadlineMs: Math.ceil(seconds * 1000) };
  const remedy = "Write --timestamp-deadline 10";
  const expected = "seconds, more than 0 and at most 3600";
  throw new ConfigError({ at: "--timestamp-deadline", expected, received: JSON.stringify(text), remedy });
}
