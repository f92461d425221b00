import { type DerFault, reading } from "../der/index.js";
import { type Attribute, type AttributeTable } from "./attributes.js";

/** An attribute that must have one value at most, once (RFC 5652 §5.3, §11). */
export type AttributeValue<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "value"; readonly value: T; readonly attribute: Attribute }
  | { readonly kind: "problem"; readonly problem: string; readonly attribute: Attribute };

/** Reads the single value of the single attribute of this type. */
export function singleValue<T>(
  table: AttributeTable | undefined,
  oid: string,
  read: (der: Uint8Array) => T,
): AttributeValue<T> {
  const [attribute, second] = table?.all(oid) ?? [];
  if (attribute === undefined) return { kind: "absent" };
  if (second !== undefined) return { kind: "problem", problem: "stands more than once", attribute: second };
  const [der, more] = attribute.values;
  if (der === undefined || more !== undefined)
    return { kind: "problem", problem: `has ${attribute.values.length} values instead of one`, attribute };
  const value = reading(() => read(der));
  return value.ok
    ? { kind: "value", value: value.value, attribute }
    : { kind: "problem", problem: faultText(value.fault), attribute };
}

/** A fault of DER as the end of a sentence. */
export function faultText(fault: DerFault): string {
  return `${fault.structure} ${fault.problem}`;
}
