package org.effigy.report.document;

import java.util.List;
import org.effigy.base.Check;

/**
 * A table; on a narrow screen it scrolls in a box of its own.
 *
 * @param caption what it shows
 * @param header a name for each column
 * @param rows a cell for each column; the first names the row
 */
public record Table(String caption, List<String> header, List<List<String>> rows) implements Block {
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        int columns = header.size();
        Check.argument(
                rows.stream().allMatch(row -> row.size() == columns), () -> caption + ": a row has other columns");
    }

    @Override
    public void html(Html out) {
        out.open("div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + Html.escape(caption) + "\"");
        out.open(header.size() > 4 ? "table class=\"wide\"" : "table")
                .element("caption", caption)
                .open("thead")
                .open("tr");
        header.forEach(name -> out.element("th scope=\"col\"", name));
        out.close("tr").close("thead").open("tbody");
        for (List<String> row : rows) {
            out.open("tr").element("th scope=\"row\"", row.get(0));
            row.stream().skip(1).forEach(cell -> out.element(isNumber(cell) ? "td class=\"number\"" : "td", cell));
            out.close("tr");
        }
        out.close("tbody").close("table").close("div");
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[-+]?[0-9].*");
    }

    @Override
    public void markdown(Markdown out) {
        out.rawParagraph("**" + Markdown.escape(caption) + "**");
        out.table(header, rows);
    }
}
