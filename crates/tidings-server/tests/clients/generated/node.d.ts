// What the programs beside use of Node.js.
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
