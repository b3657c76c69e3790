import type { AnyEvent, EventName, EventOf, Line, OrderPlaced, Tree } from "./shop.js";

// A comparison of the name tells the payload, and all names are told.
export function describe(event: AnyEvent): string {
  switch (event.name) {
    case "order.placed":
      return event.payload.lines?.map(article).join(", ") ?? "nothing";
    case "shop.closed":
      return event.source;
    case "user.login":
      return `${event.payload.at.shelf}`;
    default: {
      const none: never = event;
      return none;
    }
  }
}

function article(line: Line): string {
  const level: "low" | "high" = line.level;
  const tag: string | undefined = line.tags?.[0];
  return `${Number(line.qty) + 1} of ${line.sku}, ${level}, ${tag ?? "-"}, ${line.note ?? "-"}`;
}

// Integers of 64 bits compare, and convert both ways.
export function isLarge(order: OrderPlaced): boolean {
  const total: bigint = BigInt(order.id);
  return order.id > 10 && total > 10n && order.box[1] > (order.prices?.low ?? 0) && order.hash.length === 4;
}

export function depth(tree: Tree): number {
  return 1 + Math.max(0, ...(tree.children ?? []).map((child) => (child ? depth(child) : 0)));
}

type Handlers = { [Name in EventName]: (event: Extract<AnyEvent, { name: Name }>) => void };

export const handlers: Handlers = {
  "order.placed": (event) => console.log(event.payload.menu?.soups?.hot, event.payload["a-b"], event.payload.new),
  "shop.closed": (event: EventOf<"shop.closed", object>) => console.log(event.time.length),
  "user.login": (event) => console.log(event.payload.what),
};

declare const console: { log(...values: unknown[]): void };

export const order: OrderPlaced = {
  id: 18446744073709551615n,
  lines: [{ sku: "a", qty: 1, level: "low", stage: -1, note: null }],
  by_sku: null,
  counts: { "-3": 4 },
  prices: { high: 2 },
  tree: { name: "root", children: [null] },
  menu: { soups: { hot: null } },
  box: [1, 2],
  hash: [1, 2, 3, 4],
  raw: "cmF3",
  extra: [1],
  at: "2024-02-29T00:00:00Z",
  host: "::1",
  place: { x: 1 },
  stored: { shelf: 2 },
  grid: [[1, null], null],
  texts: null,
  Nested: { a: { b: 1 } },
  new: true,
  "a-b": 1,
  cents: "5",
};
