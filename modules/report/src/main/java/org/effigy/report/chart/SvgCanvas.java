package org.effigy.report.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.DefaultExtensionHandler;
import org.apache.batik.svggen.DefaultStyleHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGeneratorContext.GraphicContextDefaults;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGPaintDescriptor;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A drawing that becomes an {@code svg} element. It carries no colours and no fonts: classes {@code f-one} (fill), {@code s-one}
 * (stroke) and {@code t-end} (text that ends there) that the page's style sheet explains.
 */
final class SvgCanvas {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final int TEXT_SIZE = 11;

    /** Where a text stands beside its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A font that is only the name of a class; it is never looked up. */
    private static final class NamedFont extends Font {
        private static final long serialVersionUID = 1L;

        NamedFont(Anchor anchor) {
            super(anchor.name().toLowerCase(Locale.ROOT), PLAIN, TEXT_SIZE);
        }

        @Override
        public String getFamily() {
            return name;
        }
    }

    private final SVGGraphics2D graphics;
    private final double width;
    private final double height;

    SvgCanvas(double width, double height) {
        this.width = width;
        this.height = height;
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
        context.setComment("");
        context.setPrecision(1);
        context.setExtensionHandler(new Paints());
        context.setStyleHandler(new Classes());
        GraphicContextDefaults defaults = new GraphicContextDefaults();
        defaults.setFont(new NamedFont(Anchor.START));
        defaults.setPaint(Ink.NONE);
        defaults.setStroke(new BasicStroke(1));
        context.setGraphicContextDefaults(defaults);
        graphics = new SVGGraphics2D(context, false);
    }

    private static Document document() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().getDOMImplementation().createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    void line(Ink ink, double x1, double y1, double x2, double y2) {
        draw(ink, new Line2D.Double(x1, y1, x2, y2));
    }

    void path(Ink ink, Path2D path) {
        draw(ink, path);
    }

    private void draw(Ink ink, Shape shape) {
        graphics.setPaint(ink);
        graphics.draw(shape);
    }

    void rectangle(Ink ink, double x, double y, double width, double height) {
        graphics.setPaint(ink);
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    void dot(Ink ink, double x, double y, double radius) {
        graphics.setPaint(ink);
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    void text(String text, double x, double y, Anchor anchor) {
        graphics.setPaint(Ink.TEXT);
        graphics.setFont(new NamedFont(anchor));
        graphics.drawString(text, (float) x, (float) y);
    }

    /** Returns the element; the words say what it shows to those who do not see it. */
    String svg(String words, String className) {
        Element root = graphics.getRoot();
        root.setAttribute("viewBox", "0 0 " + (int) width + " " + (int) height);
        root.setAttribute("role", "img");
        root.setAttribute("aria-label", words);
        root.setAttribute("class", "chart " + className);
        StringWriter out = new StringWriter();
        try {
            graphics.stream(root, out, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = out.toString();
        return text.substring(text.indexOf("<svg"))
                .replaceAll("\\s*\\R\\s*", " ")
                .replace(" xml:space=\"preserve\"", "")
                .replace(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "")
                .replace("<!---->", "")
                .replace("<defs id=\"genericDefs\" />", "")
                .replaceAll(" (/?>)", "$1")
                .strip();
    }

    /** Names a colour instead of giving one. */
    private static final class Paints extends DefaultExtensionHandler {
        @Override
        public SVGPaintDescriptor handlePaint(Paint paint, SVGGeneratorContext context) {
            return paint instanceof Ink ink
                    ? new SVGPaintDescriptor(ink.word(), "1")
                    : super.handlePaint(paint, context);
        }
    }

    /** Writes classes in place of colours and fonts. */
    private static final class Classes extends DefaultStyleHandler {
        @Override
        @SuppressWarnings("rawtypes") // Batik's own signature.
        public void setStyle(Element element, Map style, SVGGeneratorContext context) {
            StringBuilder classes = new StringBuilder();
            add(classes, "f-", style.get("fill"));
            add(classes, "s-", style.get("stroke"));
            add(classes, "t-", style.get("font-family"));
            if (!classes.isEmpty()) {
                element.setAttribute("class", classes.toString());
            }
        }

        private static void add(StringBuilder classes, String prefix, Object name) {
            if (name != null) {
                classes.append(classes.isEmpty() ? "" : " ")
                        .append(prefix)
                        .append(name.toString().replace("'", ""));
            }
        }
    }
}
