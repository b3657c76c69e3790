import type { AnyEvent, Line, OrderPlaced } from "./shop.js";

declare const event: AnyEvent;
declare const line: Line;
declare const order: OrderPlaced;

export const values: unknown[] = [
  event.payload.lines, // wrong
  event.name === "order.placed" && event.payload.lines,
  event.name === "order.placed" && event.payload.linez, // wrong
  event.name === "shop.closed" && event.payload.lines, // wrong
  event.name === "order.place", // wrong
  order.lines.length, // wrong
  order.best?.sku,
  order.best.sku, // wrong
  line.level === "middle", // wrong
  line.qty + 1, // wrong
  line.tags.length, // wrong
  order.box[2], // wrong
  order.tree.children?.[0]?.nam, // wrong
  order.place.shelf, // wrong
  order.menu?.a?.b?.c,
  order.extra.length, // wrong
];

export const wrongLevel: Line = { ...line, level: "middle" }; // wrong
export const wrongNumber: Line = { ...line, qty: "1" }; // wrong
export const wrongHash: OrderPlaced = { ...order, hash: [1, 2, 3] }; // wrong
export const wrongKey: OrderPlaced = { ...order, prices: { middle: 1 } }; // wrong
