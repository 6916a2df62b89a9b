// Building the page out of data. Text only ever enters as text: nothing here parses markup.

const svgNamespace = "http://www.w3.org/2000/svg";

function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) {
        element.addEventListener(event, handler);
      }
    } else if (name === "style") {
      // Through the CSSOM, which a policy without inline styles allows.
      for (const [property, text] of Object.entries(value)) {
        element.style.setProperty(property, text);
      }
    } else if (name === "data") {
      for (const [key, text] of Object.entries(value)) element.dataset[key] = text;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element. Attributes: plain ones, plus `on`, `style` and `data` as objects. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  assign(element, attributes);
  append(element, children);
  return element;
}

/** An SVG element. */
export function s(tag, attributes, ...children) {
  const element = document.createElementNS(svgNamespace, tag);
  assign(element, attributes);
  append(element, children);
  return element;
}

/** Replaces everything inside `element`. */
export function fill(element, ...children) {
  const fresh = document.createDocumentFragment();
  append(fresh, children);
  element.replaceChildren(fresh);
  return element;
}

/** As `fill`, for what is drawn again and again: who was on a link stays on it. */
export function refill(element, ...children) {
  const focused = element.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null;
  fill(element, ...children);
  if (focused) {
    element.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  return element;
}

/** Says `text` to a screen reader without moving the focus. */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}
