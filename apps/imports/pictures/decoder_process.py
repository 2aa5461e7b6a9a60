"""Reads one picture in a process of its own: ``python -m apps.imports.pictures.decoder_process``.

It gets the file on its standard input and answers with a line of JSON, and after that the picture's bytes.
"""

import json
import sys

from apps.imports.pictures.decoder import PictureError, decode_picture
from apps.imports.resource_limits import limit_resources


def main() -> None:
    """The arguments are the limits: bytes of memory, seconds of processor time, bytes of output."""
    limit_resources(*map(int, sys.argv[1:4]))
    try:
        body, *facts = decode_picture(sys.stdin.buffer.read())
        answer = json.dumps(facts).encode() + b"\n" + body
    except PictureError as error:
        answer = json.dumps({"problem": str(error)}).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
