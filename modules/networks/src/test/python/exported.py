"""Runs what 'effigy export --to pytorch' wrote, as a user would.

python3 exported.py FOLDER...   each with the exported files and, for a network NAME, NAME.in with x0, x1, ... and, to be
                                trained as well, target and adam (steps, learning rate, beta1, beta2, epsilon); writes
                                NAME.out with output, losses, and the weights after the first and the last step as
                                first.WEIGHT and last.WEIGHT, and by model.save NAME.same with the weights as loaded and
                                NAME.back with the last ones.
                                sample.in holds noise, steps, guidance and, for classes, label; written is sample.out.
"""
import importlib.util
import os
import sys

import torch
from unet import load, save


def module(folder):
    spec = importlib.util.spec_from_file_location("model", os.path.join(folder, "model.py"))
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    return model


def inputs(given):
    return [given[f"x{i}"] for i in range(len(given)) if f"x{i}" in given]


def copies(prefix, network):
    tensors = network.tensors()
    return {f"{prefix}.{name}": tensors[name].detach().clone() for name in network.SHAPES}


def train(network, given):
    steps, rate, beta1, beta2, eps = given["adam"].double().tolist()
    network.train()
    adam = torch.optim.Adam(network.parameters(), lr=rate, betas=(beta1, beta2), eps=eps)
    losses, result = [], {}
    for step in range(int(steps)):
        adam.zero_grad()
        loss = ((network(*inputs(given)) - given["target"]) ** 2).mean()
        loss.backward()
        adam.step()
        losses.append(loss.item())
        if step == 0:
            result.update(copies("first", network))
    result.update(copies("last", network))
    result["losses"] = torch.tensor(losses)
    return result


def run(folder):
    model = module(folder)
    for name in model.NETWORKS:
        if not os.path.exists(os.path.join(folder, name + ".in")):
            continue
        given = load(os.path.join(folder, name + ".in"))
        network = model.load(name)
        with torch.no_grad():
            result = {"output": network(*inputs(given))}
        model.save(os.path.join(folder, name + ".same"), network)
        if "target" in given:
            result.update(train(network, given))
            model.save(os.path.join(folder, name + ".back"), network)
        save(os.path.join(folder, name + ".out"), result)
    asked = os.path.join(folder, "sample.in")
    if os.path.exists(asked):
        given = load(asked)
        steps, guidance = int(given["steps"]), float(given["guidance"])
        images = model.sample(model.load(), given["noise"], given.get("label"), steps, guidance)
        save(os.path.join(folder, "sample.out"), {"images": images})


torch.manual_seed(1)
torch.set_num_threads(1)
for argument in sys.argv[1:]:
    run(argument)
