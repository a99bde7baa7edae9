TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read(path):
    """Returns the tensors of a safetensors file by name, as float32."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    length = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            flat = torch.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]])
            tensors[name] = flat.reshape(entry["shape"]).float()
    return tensors


def load(name=None, path=None):
    """Returns a network with its weights, ready to be used."""
    path = path or os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights.safetensors")
    network = NETWORKS[name or next(iter(NETWORKS))]()
    tensors = read(path)
    network.load_state_dict({key: tensors[key] for key in network.SHAPES})
    return network.eval()


def save(path, *networks):
    """Writes the weights of networks as a safetensors file of float32."""
    header, data = {"__metadata__": {"format": "pt"}}, bytearray()
    for network in networks:
        tensors = network.tensors()
        for name in network.SHAPES:
            raw = tensors[name].detach().cpu().float().contiguous().numpy().astype("<f4").tobytes()
            offsets = [len(data), len(data) + len(raw)]
            header[name] = {"dtype": "F32", "shape": list(tensors[name].shape), "data_offsets": offsets}
            data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
