/**
 * The part of SARIF 2.1.0 that we write, as JSON Schema from the text of the standard (OASIS, "Static Analysis Results
 * Interchange Format Version 2.1.0"); the sections stand beside each object. Nothing else may appear.
 */
const text = {
  type: "object",
  additionalProperties: false,
  required: ["text"],
  properties: { text: { type: "string", minLength: 1 } },
};
const bag = { type: "object" };
const level = { enum: ["none", "note", "warning", "error"] };
// §3.4
const artifactLocation = {
  type: "object",
  additionalProperties: false,
  properties: { uri: { type: "string", format: "uri-reference" }, index: { type: "integer", minimum: -1 } },
};
// §3.49
const reportingDescriptor = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: {
    id: { type: "string" },
    shortDescription: text,
    help: text,
    defaultConfiguration: { type: "object", additionalProperties: false, properties: { level } },
    properties: bag,
  },
};
// §3.30
const region = {
  type: "object",
  additionalProperties: false,
  properties: { byteOffset: { type: "integer", minimum: 0 }, byteLength: { type: "integer", minimum: 0 } },
};
// §3.28, §3.29, §3.33
const location = {
  type: "object",
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: "object",
      additionalProperties: false,
      required: ["artifactLocation"],
      properties: { artifactLocation, region },
    },
    logicalLocations: {
      type: "array",
      uniqueItems: true,
      items: {
        type: "object",
        additionalProperties: false,
        properties: { fullyQualifiedName: { type: "string" }, kind: { type: "string" } },
      },
    },
  },
};
// §3.35
const suppression = {
  type: "object",
  additionalProperties: false,
  required: ["kind"],
  properties: {
    kind: { enum: ["inSource", "external"] },
    status: { enum: ["accepted", "underReview", "rejected"] },
    justification: { type: "string" },
  },
};
// §3.27
const result = {
  type: "object",
  additionalProperties: false,
  required: ["message"],
  properties: {
    ruleId: { type: "string" },
    ruleIndex: { type: "integer", minimum: -1 },
    level,
    message: text,
    locations: { type: "array", items: location },
    suppressions: { type: "array", uniqueItems: true, items: suppression },
    properties: bag,
  },
};
// §3.20, §3.58
const invocation = {
  type: "object",
  additionalProperties: false,
  required: ["executionSuccessful"],
  properties: {
    executionSuccessful: { type: "boolean" },
    toolExecutionNotifications: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["message"],
        properties: { level, message: text },
      },
    },
  },
};
// §3.24
const artifact = {
  type: "object",
  additionalProperties: false,
  properties: { location: artifactLocation, description: text, properties: bag },
};
// §3.18, §3.19
const tool = {
  type: "object",
  additionalProperties: false,
  required: ["driver"],
  properties: {
    driver: {
      type: "object",
      additionalProperties: false,
      required: ["name"],
      properties: { name: { type: "string" }, rules: { type: "array", uniqueItems: true, items: reportingDescriptor } },
    },
  },
};
// §3.13, §3.14
export const sarifSchema: object = {
  type: "object",
  additionalProperties: false,
  required: ["version", "runs"],
  properties: {
    $schema: { type: "string", format: "uri" },
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["tool"],
        properties: {
          tool,
          invocations: { type: "array", items: invocation },
          artifacts: { type: "array", uniqueItems: true, items: artifact },
          results: { type: "array", items: result },
        },
      },
    },
  },
};
