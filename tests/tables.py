"""What the literal stage × role tables of all flows are compared with."""


def allowed(thing, people):
    """What everybody may do, in the form of the tables: {role: names of moves}; who may do nothing is not named."""
    names = {role: " ".join(move.name for move in thing.moves_for(user)) for role, user in people.items()}
    return {role: moves for role, moves in names.items() if moves}


def of_cast(cast, roles):
    return {role: getattr(cast, role) for role in roles}
