// Runs inside Google's result page. Reads by meaning (roles, sizes, hosts, addresses) and falls
// back on the selectors of google_selectors.toml. Marks what it has handled with an attribute.
const MARK = "data-miner-done";
const PANEL = "[role=dialog], [aria-modal=true]";
const CLICKABLE = "a, button, [role=button], [role=link], [tabindex]";
const FURNITURE = "header, footer, nav, form, [role=navigation], [role=contentinfo]";

function isShown(element, side) {
  const box = element.getBoundingClientRect();
  return box.width >= side && box.height >= side;
}

function isInPanel(element) {
  if (element.closest(PANEL)) return true;
  for (let node = element; node instanceof HTMLElement; node = node.parentElement) {
    if (getComputedStyle(node).position === "fixed") return true;
  }
  return false;
}

function firstMatch(selectors) {
  for (const css of selectors) {
    const element = document.querySelector(css);
    if (element && isShown(element, 1) && !element.hasAttribute(MARK)) return element;
  }
  return null;
}

// Thumbnails by the newest selector that fits; else every clickable picture of their size.
function thumbnails(settings) {
  for (const css of settings.thumbnail) {
    const known = [...document.querySelectorAll(css)];
    if (known.length) return known;
  }
  return [...document.images].filter((image) =>
    isShown(image, settings.thumbnailSide) && image.closest(CLICKABLE) && !image.closest(FURNITURE));
}

function nextThumbnail(settings) {
  return thumbnails(settings).find((image) => !image.hasAttribute(MARK) && !isInPanel(image));
}

// What the page is: a captcha, a consent question, results, nothing, or (null) not known yet.
function state(settings) {
  if (location.pathname.includes(settings.captchaPath) || firstMatch(settings.captcha)) {
    return "captcha";
  }
  if (firstMatch(settings.consent)) return "consent";
  if (nextThumbnail(settings)) return "results";
  return performance.now() > settings.emptyAfterMilliseconds ? "nothing" : null;
}

// How many pictures of a result's size there are, whatever they are.
function countPictures(settings) {
  return [...document.images].filter((image) => isShown(image, settings.thumbnailSide)).length;
}

function answerConsent(settings) {
  const button = firstMatch(settings.consent);
  button?.setAttribute(MARK, "");
  button?.click();
}

function isForeign(address, settings) {
  if (!/^https?:/.test(address)) return false;
  const url = new URL(address);
  const isEngine = settings.thumbnailHosts.some(
    (host) => url.hostname === host || url.hostname.endsWith("." + host));
  return url.host !== location.host && !isEngine;
}

// The largest picture in view that is no thumbnail of the engine's.
function largestPicture(settings) {
  const fits = [...document.images].filter((image) => {
    const box = image.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && isShown(image, 32);
    return inView && image.complete && isForeign(image.currentSrc, settings)
      && Math.max(image.naturalWidth, image.naturalHeight) >= settings.fullSide;
  });
  const area = (image) => image.naturalWidth * image.naturalHeight;
  return fits.sort((one, other) => area(other) - area(one))[0] ?? null;
}

function knownPicture(settings) {
  for (const css of settings.full) {
    for (const image of document.querySelectorAll(css)) {
      if (isForeign(image.src, settings)) return image;
    }
  }
  return null;
}

// A pressed result links to `...imgres?imgurl=ADDRESS&imgrefurl=PAGE&w=..&h=..`.
function linkedPicture(thumbnail) {
  const link = thumbnail.closest("a[href*='imgurl=']");
  if (!link) return null;
  const values = new URL(link.href).searchParams;
  return {
    url: values.get("imgurl"), page: values.get("imgrefurl") ?? "",
    width: Number(values.get("w")) || null, height: Number(values.get("h")) || null,
  };
}

function describe(image, settings) {
  const links = [...(image.closest(PANEL) ?? image.parentElement).querySelectorAll("a[href]")];
  const link = image.closest("a[href]") ?? links.find((one) => isForeign(one.href, settings));
  const loaded = image.naturalWidth > 0;
  return {
    url: image.currentSrc || image.src, page: link && /^https?:/.test(link.href) ? link.href : "",
    width: loaded ? image.naturalWidth : null, height: loaded ? image.naturalHeight : null,
  };
}

function press(element) {
  element.scrollIntoView({ block: "center" });
  for (const type of ["mouseover", "mousedown", "mouseup", "click"]) {
    element.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window }));
  }
}

// Opens the next result and calls back with its picture, {kind: "miss"} or {kind: "none"}.
function openNext(settings, done) {
  const thumbnail = nextThumbnail(settings);
  if (!thumbnail) return done({ kind: "none" });
  thumbnail.setAttribute(MARK, "");
  const title = thumbnail.alt || thumbnail.closest(CLICKABLE)?.textContent.trim() || "";
  const shownBefore = largestPicture(settings)?.currentSrc;
  press(thumbnail);
  const started = performance.now();
  const look = () => {
    const waited = performance.now() - started;
    const largest = largestPicture(settings);
    if (largest && largest.currentSrc !== shownBefore) {
      const picture = describe(largest, settings);
      picture.page ||= linkedPicture(thumbnail)?.page ?? "";
      return done({ kind: "hit", title, ...picture });
    }
    if (waited > settings.graceMilliseconds) {
      const linked = linkedPicture(thumbnail);
      if (linked?.url) return done({ kind: "hit", title, ...linked });
      const known = knownPicture(settings);
      if (known && known.src !== shownBefore) {
        return done({ kind: "hit", title, ...describe(known, settings) });
      }
    }
    if (waited > settings.patienceMilliseconds) return done({ kind: "miss", title });
    setTimeout(look, settings.pollMilliseconds);
  };
  look();
}

// The button below the results: a known one, else the first button after the last thumbnail.
function moreButton(settings) {
  const known = firstMatch(settings.more);
  if (known) return known;
  const last = thumbnails(settings).filter((image) => !isInPanel(image)).at(-1);
  const buttons = document.querySelectorAll("input[type=button], button, [role=button]");
  return [...buttons].find((button) =>
    last && isShown(button, 16) && !button.hasAttribute(MARK) && !button.querySelector("img")
    && !button.closest(FURNITURE) && !isInPanel(button)
    && last.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING
    && button.getBoundingClientRect().top >= last.getBoundingClientRect().bottom);
}

// Scrolls, presses "show more", and calls back with true once there are further results.
function loadMore(settings, done) {
  scrollTo(0, document.documentElement.scrollHeight);
  let started = performance.now();
  const pressed = [];
  const look = () => {
    const waited = performance.now() - started;
    if (nextThumbnail(settings)) {
      pressed.forEach((button) => button.removeAttribute(MARK));  // it may bring still more
      return done(true);
    }
    const button = waited > settings.graceMilliseconds ? moreButton(settings) : null;
    if (button) {
      button.setAttribute(MARK, "");
      pressed.push(button);
      press(button);
      started = performance.now();
    }
    if (waited > settings.endMilliseconds) return done(false);
    setTimeout(look, settings.pollMilliseconds);
  };
  look();
}
