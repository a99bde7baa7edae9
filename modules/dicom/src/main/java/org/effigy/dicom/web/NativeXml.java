package org.effigy.dicom.web;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.effigy.base.InputException;

/** Reads the Native DICOM Model in XML (PS3.19, A.1). Document types and entities are refused. */
final class NativeXml {
    private static final int DEEPEST = 8;

    private final XMLStreamReader reader;

    private NativeXml(XMLStreamReader reader) {
        this.reader = reader;
    }

    /**
     * Returns the data set of an answer.
     *
     * @throws InputException if it is not XML
     */
    static Attributes read(byte[] bytes) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            return new NativeXml(reader).attributes(0);
        } catch (XMLStreamException e) {
            throw new InputException("the server's answer is not valid XML", e);
        }
    }

    /** Reads to the end of the document or of the current Item. */
    private Attributes attributes(int depth) throws XMLStreamException {
        Attributes attributes = new Attributes();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("Item")) {
                return attributes;
            }
            if (event == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("DicomAttribute")) {
                attribute(attributes, depth);
            }
        }
        return attributes;
    }

    private void attribute(Attributes attributes, int depth) throws XMLStreamException {
        String text = String.valueOf(reader.getAttributeValue(null, "tag"));
        int tag = text.matches("[0-9A-Fa-f]{8}") ? Integer.parseUnsignedInt(text, 16) : 0;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("DicomAttribute")) {
                return;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (reader.getLocalName().equals("Value")) {
                attributes.addText(tag, reader.getElementText());
            } else if (reader.getLocalName().equals("Item")) {
                if (depth >= DEEPEST) {
                    throw new InputException("the server's answer is nested too deeply");
                }
                attributes.addItem(tag, attributes(depth + 1));
            }
        }
    }
}
