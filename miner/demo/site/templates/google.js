// Draws results in batches while the page is scrolled; a click opens the side panel.
const settings = %SETTINGS%;
const names = settings.names;
const blank = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const scrollsBeforeButton = 2;

const main = document.createElement("div");
main.setAttribute("role", "main");
const end = document.createElement("div");
end.style.height = "40px";
const panel = document.createElement("div");
panel.setAttribute("role", "dialog");
panel.className = names.panel;
panel.hidden = true;
document.body.append(main, end, panel);

let loaded = 0;
let batches = 0;
let busy = false;
let finished = false;

const lazy = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      entry.target.src = entry.target.dataset.late;
      lazy.unobserve(entry.target);
    }
  }
}, { rootMargin: "300px" });

function open(row, image) {
  panel.replaceChildren();
  panel.hidden = false;
  const link = document.createElement("a");
  link.href = row.page;
  const preview = document.createElement("img");
  preview.className = names.preview;
  preview.src = image.src;
  const heading = document.createElement("h1");
  heading.textContent = row.title;
  link.append(preview);
  panel.append(link, heading);
  if (!settings.opensImages) return;
  const full = new Image();
  full.className = names.full;
  full.onload = () => { if (preview.isConnected) preview.replaceWith(full); };
  full.src = row.url;
}

function tile(row) {
  const item = document.createElement("div");
  item.setAttribute("role", "listitem");
  const link = document.createElement("a");
  link.setAttribute("role", "button");
  const box = document.createElement("div");
  box.className = names.tile;
  const frame = document.createElement("g-img");
  const image = document.createElement("img");
  image.className = names.thumbnail;
  image.alt = row.title;
  image.width = 180;
  image.height = 140;
  image.src = blank;
  image.dataset.late = row.thumbnail;
  lazy.observe(image);
  frame.append(image);
  box.append(frame);
  const heading = document.createElement("h3");
  heading.textContent = row.title;
  link.append(box, heading);
  item.append(link);
  if (settings.linksImages) {
    link.addEventListener("mousedown", () => {
      link.href = "/google/imgres?" + new URLSearchParams(
        { imgurl: row.url, imgrefurl: row.page, w: row.width, h: row.height });
    });
  }
  link.addEventListener("click", (event) => { event.preventDefault(); open(row, image); });
  return item;
}

async function more() {
  if (busy || finished) return;
  busy = true;
  const query = new URLSearchParams({ q: settings.query, start: loaded });
  const answer = await (await fetch("/google/batch?" + query)).json();
  main.append(...answer.rows.map(tile));
  loaded += answer.rows.length;
  batches += 1;
  busy = false;
  finished = !answer.more;
  if (!finished && batches % (scrollsBeforeButton + 1) === 0) offerButton();
  else moreIfNearEnd();
}

function moreIfNearEnd() {
  if (end.getBoundingClientRect().top < window.innerHeight + 200) more();
}

function offerButton() {
  busy = true;
  const button = document.createElement("input");
  button.type = "button";
  button.className = names.more;
  button.value = "Weitere Ergebnisse anzeigen";
  button.addEventListener("click", () => { button.remove(); busy = false; more(); });
  end.before(button);
}

addEventListener("scroll", moreIfNearEnd);
more();
