class Flags:
    noalias: bool

class State:
    flags: Flags

class Target:
    def codegen(self) -> object: ...

class Compiler:
    state: State

    def __init__(self, typing: object, target: Target, library: object, *rest: object) -> None: ...
