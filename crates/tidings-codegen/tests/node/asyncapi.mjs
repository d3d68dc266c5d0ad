// What AsyncAPI's own parser says of generated documents, and ajv of the examples in them. Reads JSON: `[{ name, text }]`; prints a line for each: how many
// channels, operations and messages the parser sees.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

const WARNING = 1;
const parser = new Parser();

/** Each message's examples fit its payload's schema. */
function checkExamples(name, { components }) {
  const ajv = addFormats(new Ajv({ strict: false }));
  ajv.addSchema({ components }, "document");
  for (const { payload, examples } of Object.values(components.messages)) {
    const fits = ajv.getSchema(`document${payload.$ref}`);
    for (const example of examples) {
      if (fits(example.payload)) continue;
      throw new Error(`${name} ${payload.$ref}\n${ajv.errorsText(fits.errors)}`);
    }
  }
}

for (const { name, text } of JSON.parse(readFileSync(0, "utf8"))) {
  const { document, diagnostics } = await parser.parse(text);
  const told = diagnostics.filter(({ severity }) => severity <= WARNING);
  if (told.length > 0 || !document) {
    throw new Error(`${name}\n${JSON.stringify(told, null, 2)}`);
  }
  checkExamples(name, JSON.parse(text));
  const sizes = [document.channels(), document.operations(), document.messages()];
  console.log(name, document.version(), ...sizes.map((all) => all.all().length));
}
