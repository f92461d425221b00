import type { Severity } from "../../report/index.js";
import type { Verdict } from "../verdict.js";

const RESET = "\u001b[0m";
const COLOR = { red: "\u001b[31m", yellow: "\u001b[33m", green: "\u001b[32m", dim: "\u001b[2m" } as const;
export type Color = keyof typeof COLOR;

/** Wraps a text in a terminal colour where colours are wanted. The text itself holds no escape: values are shown safely. */
export function paint(text: string, color: Color, wanted: boolean): string {
  return wanted ? `${COLOR[color]}${text}${RESET}` : text;
}

export function outcomeColor({ outcome, accepted }: Verdict): Color {
  if (!accepted) return "red";
  return outcome === "trusted" ? "green" : "yellow";
}

export const SEVERITY_COLOR: { readonly [S in Severity]: Color } = { error: "red", warning: "yellow", info: "dim" };
