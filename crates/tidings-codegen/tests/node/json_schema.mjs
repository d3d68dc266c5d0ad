// What ajv says of generated schemas. Reads JSON: `[{ name, drafts: { "2020-12": schema, "07": schema }, events: [..] }]`, an
// event being `{ name, listed, record, emitted }`, each `{ schema, valid }`: the schema's name and values of it.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const OPTIONS = { strict: true, strictRequired: false, allErrors: false };
const DRAFTS = {
  "2020-12": { validator: Ajv2020, definitions: "$defs" },
  "07": { validator: Ajv, definitions: "definitions" },
};

let accepted = 0;
let refused = 0;

function check(validate, value, expected, about) {
  if (validate(value) === expected) {
    expected ? accepted++ : refused++;
    return;
  }
  const told = JSON.stringify(validate.errors, null, 2);
  throw new Error(`${about}\n${JSON.stringify(value, null, 2)}\n${told}`);
}

/** The value without each key, and with something else in its place, at every depth. */
function* mutations(value, path = []) {
  for (const [key, inner] of Object.entries(value)) {
    const { [key]: _, ...rest } = value;
    yield [[...path, key, "left out"], rest];
    yield [[...path, key, "of another type"], { ...value, [key]: [inner] }];
    if (typeof inner === "object") {
      for (const [where, mutated] of mutations(inner, [...path, key])) {
        yield [where, { ...value, [key]: mutated }];
      }
    }
  }
}

/** Whether leaving it out is right: what is optional is in `optional`. */
function mayBeLeftOut(where, optional) {
  return where.at(-1) === "left out" && optional.includes(where.at(-2));
}

function checkForm(of, { schema, valid, optional }, union, about) {
  const validate = of(schema);
  for (const value of valid) {
    check(validate, value, true, `${about} ${schema}`);
    if (union) check(of(union), value, true, `${about} ${union}`);
    for (const [where, mutated] of mutations(value)) {
      if (mayBeLeftOut(where, optional)) continue;
      const told = `${about} ${schema}: ${where.join(".")} was accepted`;
      check(validate, mutated, false, told);
      if (union) check(of(union), mutated, false, `${told} by ${union}`);
    }
  }
}

for (const { name, drafts, events } of JSON.parse(readFileSync(0, "utf8"))) {
  for (const [draft, text] of Object.entries(drafts)) {
    const { validator, definitions } = DRAFTS[draft];
    const ajv = addFormats(new validator(OPTIONS));
    const document = JSON.parse(text);
    // Also checks the document by its draft's own schema.
    const root = ajv.compile({ ...document, $id: "test:schema" });
    const of = (schema) => ajv.getSchema(`test:schema#/${definitions}/${schema}`);
    for (const schema of Object.keys(document[definitions])) {
      if (!of(schema)) throw new Error(`${name} ${draft}: ${schema} cannot be used`);
    }
    const all = events.flatMap((event) => event.listed.valid);
    check(of("Events"), all, true, `${name} ${draft}`);
    for (const event of events) {
      const about = `${name} ${draft} ${event.name}:`;
      checkForm(of, event.listed, "Event", about);
      checkForm(of, event.record, "Record", about);
      checkForm(of, event.emitted, undefined, about);
      event.listed.valid.forEach((listed, index) => {
        check(root, listed, true, about);
        check(root, { ...listed, name: "no_such_event" }, false, about);
        check(root, { ...listed, id: "no uuid" }, false, about);
        check(root, { ...listed, event_time: "yesterday" }, false, about);
        check(root, { ...listed, more: "from a newer service" }, true, about);
        const props = JSON.parse(listed.props ?? "{}");
        check(of(event.props), props, true, about);
        const { props: stored = {} } = event.record.valid[index];
        if (!isDeepStrictEqual(props, stored)) throw new Error(about);
      });
      for (const emitted of event.emitted.valid) {
        const unknown = { ...emitted.properties, no_such_property: 1 };
        check(of(event.emitted.schema), { ...emitted, properties: unknown }, false, about);
      }
    }
  }
}
console.log(`${accepted} accepted, ${refused} refused`);
