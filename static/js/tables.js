// Tables that were pasted: which are tables at all, and each cell in its own column though others reach over several.
const WIDEST = 39; // columns; what is wider is no table on this site either

// A table that only sets things beside each other, as letters and old pages do, is read as what it holds.
export function isLayout(node) {
  const rows = [...node.rows];
  const columns = Math.max(0, ...rows.map((row) => row.cells.length));
  if (columns < 2 || columns > WIDEST || node.querySelector("table")) return true;
  return rows.some((row) => [...row.cells].some((cell) => cell.querySelector("h1,h2,h3,h4,h5,h6,pre,blockquote,hr")));
}

// A cell that reaches down is said again in each row, so that a row can be read alone; one that reaches across leaves room.
export function cellsOf(node, written) {
  const grid = [...node.rows].map(() => []);
  [...node.rows].forEach((row, at) => {
    let column = 0;
    for (const cell of row.cells) {
      while (grid[at][column] !== undefined) column += 1;
      const words = written(cell);
      const across = Math.min(cell.colSpan || 1, WIDEST - Math.min(column, WIDEST - 1));
      const down = Math.min(cell.rowSpan || grid.length, grid.length - at);
      for (let y = 0; y < down; y += 1) {
        for (let x = 0; x < across; x += 1) grid[at + y][column + x] = x ? "" : words;
      }
      column += across;
    }
  });
  const width = Math.max(0, ...grid.map((row) => row.length));
  return grid.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? ""));
}
