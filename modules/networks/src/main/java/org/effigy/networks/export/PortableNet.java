package org.effigy.networks.export;

import java.util.Map;
import org.effigy.base.Check;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;

/**
 * A network of a model, as other programs shall have it.
 *
 * @param name one word in lower case, for files and classes
 * @param about what it computes from what, in a sentence or two
 * @param forms of its inputs by their names; the others are plain
 * @param output form of its output
 */
public record PortableNet(String name, String about, Net net, Map<String, Form> forms, Form output) {
    public PortableNet {
        forms = Map.copyOf(forms);
        Check.argument(name.matches("[a-z]+"), () -> "the name is no word in lower case");
        Check.argument(!(output instanceof Form.Embedded), () -> "an output has no embedding");
    }

    /** A network whose inputs and output are as users have them. */
    public static PortableNet of(String name, String about, Net net) {
        return new PortableNet(name, about, net, Map.of(), Form.PLAIN);
    }

    /** Returns the form of an input. */
    Form form(Node input) {
        return forms.getOrDefault(input.name(), Form.PLAIN);
    }
}
