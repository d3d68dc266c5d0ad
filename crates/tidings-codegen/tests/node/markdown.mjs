// What a parser of CommonMark with GitHub's tables (markdown-it) sees in pages. Reads JSON: `[{ path, text }]`; prints as JSON what
// each page has.
import { readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";

// With HTML and bare addresses taken for links, as hosts of pages do.
const parser = new MarkdownIt({ html: true, linkify: true });

function plain(inline) {
  return inline.children.map(({ type, content }) => (type === "softbreak" ? "\n" : content)).join("");
}

function read({ path, text }) {
  const page = { path, html: [], links: [], images: 0, headings: [], events: [] };
  let part = { paragraphs: [], tables: [], code: [] };
  let quoted = false;
  for (const token of parser.parse(text, {})) {
    const { type, tag, content, info } = token;
    if (type === "html_block") page.html.push(...content.split("\n").filter(Boolean));
    if (type === "fence") part.code.push({ info, content });
    if (type === "table_open") part.tables.push([]);
    if (type === "tr_open") part.tables.at(-1).push([]);
    if (type === "blockquote_open") quoted = true;
    if (type === "blockquote_close") quoted = false;
    if (type === "heading_open") part = { level: tag, paragraphs: [], tables: [], code: [] };
    if (type !== "inline") continue;
    for (const child of token.children) {
      if (child.type === "html_inline") page.html.push(child.content);
      if (child.type === "link_open") page.links.push(child.attrGet("href"));
      if (child.type === "image") page.images++;
    }
    if (part.level && part.name === undefined) {
      part.name = plain(token);
      (part.level === "h3" ? page.events : page.headings).push(part);
    } else if (part.tables.at(-1)?.at(-1) && token.level > 3) {
      part.tables.at(-1).at(-1).push(plain(token));
    } else if (!quoted) {
      part.paragraphs.push(plain(token));
    } else {
      part.quote = plain(token);
    }
  }
  return page;
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
