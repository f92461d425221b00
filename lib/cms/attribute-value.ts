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
  const all = table?.all(oid) ?? [];
  const attribute = all[0];
  if (attribute === undefined) return { kind: "absent" };
  if (all[1] !== undefined) return { kind: "problem", problem: "stands more than once", attribute: all[1] };
  const { values } = attribute;
  const der = values[0];
  if (der === undefined || values.length > 1)
    return { kind: "problem", problem: `has ${values.length} values instead of one`, attribute };
  const value = reading(() => read(der));
  return value.ok
    ? { kind: "value", value: value.value, attribute }
    : { kind: "problem", problem: faultText(value.fault), attribute };
}

/** A fault of DER as the end of a sentence. */
export function faultText(fault: DerFault): string {
  return `${fault.structure} ${fault.problem}`;
}
