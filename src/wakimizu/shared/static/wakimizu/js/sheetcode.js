/* The code of a filled-in sheet: what a resident wrote, as letters and digits that a hand scanner can type.

   WK1 and base32 (RFC 4648, no padding) of: the packed text, then its CRC-32 (IEEE), high byte first.
   Text:   lines joined by \n, cells by \t; empty cells at an end are left out.
           name kana birth(YYYYMMDD) phone / postcode address (new) / postcode address (old) / then a line for each
           member of the household: name kana birth relation
   Packed: ASCII is one byte; U+3000–U+9FFF two bytes, 0x80 + (n >> 8) and n & 0xFF for n = code − 0x3000;
           any other character 0xF0 and its code point in three bytes. */

const MARK = "WK";
const VERSION = "1";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const NEAR = 0x3000, FAR = 0xa000, ESCAPE = 0xf0;

export class NoCode extends Error {} // its message: empty | kana | other | newer | torn

function pack(text) {
  const bytes = [];
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (code >= NEAR && code < FAR) bytes.push(0x80 | ((code - NEAR) >> 8), (code - NEAR) & 0xff);
    else bytes.push(ESCAPE, code >> 16, (code >> 8) & 0xff, code & 0xff);
  }
  return bytes;
}

function unpack(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 1) {
    const first = bytes[i];
    if (first < 0x80) text += String.fromCharCode(first);
    else if (first < ESCAPE) { text += String.fromCharCode(NEAR + ((first & 0x7f) << 8) + bytes[i + 1]); i += 1; }
    else { text += String.fromCodePoint((bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3]); i += 3; }
  }
  return text;
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const checksum = (bytes) => [24, 16, 8, 0].map((shift) => (crc32(bytes) >>> shift) & 0xff);

function base32(bytes) {
  let text = "", held = 0, bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) { bits -= 5; text += ALPHABET[(held >> bits) & 31]; }
  }
  return bits ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

function unbase32(text) {
  const bytes = [];
  let held = 0, bits = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new NoCode("torn");
    held = ((held << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push((held >> bits) & 0xff); }
  }
  return bytes;
}

const clean = (cell) => (cell ?? "").replace(/[\t\r\n]+/g, " ").trim();
const line = (cells) => cells.map(clean).join("\t").replace(/\t+$/, "");
const compact = (day) => (day ?? "").replaceAll("-", "");
const spread = (day) => /^\d{8}$/.test(day) ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : day;

/* sheet: {name, kana, birth, phone, newPost, newAddress, oldPost, oldAddress, members: [{name, kana, birth, relation}]} */
export function encode(sheet) {
  const lines = [
    [sheet.name, sheet.kana, compact(sheet.birth), sheet.phone],
    [sheet.newPost, sheet.newAddress],
    [sheet.oldPost, sheet.oldAddress],
    ...sheet.members.map((member) => [member.name, member.kana, compact(member.birth), member.relation]),
  ];
  const bytes = pack(lines.map(line).join("\n"));
  return MARK + VERSION + base32([...bytes, ...checksum(bytes)]);
}

export function decode(typed) {
  const text = typed.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  if (!text) throw new NoCode("empty");
  if (/[^\x00-\x7f]/.test(text)) throw new NoCode("kana");
  if (!text.startsWith(MARK) || !/\d/.test(text[MARK.length] ?? "")) throw new NoCode("other");
  if (text[MARK.length] !== VERSION) throw new NoCode("newer");
  const bytes = unbase32(text.slice(MARK.length + 1));
  const body = bytes.slice(0, -4);
  if (bytes.length < 5 || checksum(body).some((byte, i) => byte !== bytes[bytes.length - 4 + i])) throw new NoCode("torn");
  const [own = [], now = [], before = [], ...others] = unpack(body).split("\n").map((each) => each.split("\t"));
  const cell = (cells, i) => cells[i] ?? "";
  return {
    name: cell(own, 0), kana: cell(own, 1), birth: spread(cell(own, 2)), phone: cell(own, 3),
    newPost: cell(now, 0), newAddress: cell(now, 1), oldPost: cell(before, 0), oldAddress: cell(before, 1),
    members: others.map((each) => ({ name: cell(each, 0), kana: cell(each, 1), birth: spread(cell(each, 2)), relation: cell(each, 3) })),
  };
}

/* A My Number: twelve digits in any grouping whose last is the check digit of the rest (平成26年総務省令第85号 第5条).
   One in eleven other numbers of twelve digits looks like one; asking once too often is the cheaper mistake. */
const WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const KANJI = "〇一二三四五六七八九";

function checks(digits) {
  const rest = WEIGHTS.reduce((sum, weight, i) => sum + weight * digits[i], 0) % 11;
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest);
}

export function hasMyNumber(text) {
  const plain = (text ?? "").normalize("NFKC").replace(/[〇一二三四五六七八九]/g, (digit) => KANJI.indexOf(digit)).replace(/[\u200b-\u200d\u2060\ufeff\xad]/g, "");
  for (const [chain] of plain.matchAll(/\d(?:[\s\-\u2010-\u2015\u2212\u30fc\uff70・.,_/]*\d)+/g)) {
    const groups = chain.match(/\d+/g);
    for (let first = 0; first < groups.length; first += 1) {
      let digits = "";
      for (let next = first; next < groups.length && digits.length < 12; next += 1) {
        digits += groups[next];
        if (digits.length === 12 && checks(digits)) return true;
      }
    }
  }
  return false;
}

/* Put a sheet into a table: [data-cell] holds one value, [data-members] one row for each member. Words only, never HTML. */
export function fill(table, sheet) {
  for (const cell of table.querySelectorAll("[data-cell]")) cell.textContent = shown(cell.dataset.cell, sheet[cell.dataset.cell]);
  const body = table.querySelector("[data-members]");
  if (!body) return;
  const rows = [...body.rows];
  for (const extra of rows.slice(Math.max(sheet.members.length, Number(body.dataset.members)))) extra.remove();
  while (body.rows.length < sheet.members.length) body.append(rows[0].cloneNode(true));
  [...body.rows].forEach((row, i) => {
    for (const cell of row.querySelectorAll("[data-member]")) cell.textContent = shown(cell.dataset.member, sheet.members[i]?.[cell.dataset.member]);
  });
}

function shown(name, value) {
  if (name !== "birth" || !/^\d{4}-\d\d-\d\d$/.test(value ?? "")) return value ?? "";
  const day = new Date(`${value}T00:00:00`);
  const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", month: "long", day: "numeric" });
  return Number.isNaN(day.getTime()) ? value : document.documentElement.lang === "ja" ? `${era.format(day)}（${value}）` : `${value} (${era.format(day)})`;
}
