/**
 * A document as sections of blocks, and how it becomes one HTML file or Markdown.
 *
 * <p>Read first: {@link org.effigy.report.document.Document} and {@link org.effigy.report.document.Block}. A block knows how it looks in
 * either; the style is {@code style.css} beside these classes. Never put here: what an evaluation or a run is.
 */
package org.effigy.report.document;
