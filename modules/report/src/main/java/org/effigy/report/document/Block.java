package org.effigy.report.document;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A piece of a section; in JSON its {@code type} names which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Block
        permits Command, Facts, Findings, Gallery, Heading, Items, Notice, Pairs, Plots, Points, Table, Text {
    /** Adds it to a page. */
    void html(Html out);

    /** Adds it to a Markdown file. */
    void markdown(Markdown out);
}
