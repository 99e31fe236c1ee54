"""Check every chain of steps, and name the first broken step of each that does not hold."""

from django.core.management.base import BaseCommand, CommandError

from liaison.kit.flow import broken_steps, flowing_models

AT_ONCE = 500


def batches(rows):
    """The rows by key, some hundred at a time: the memory that they take does not grow with the table."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield batch
        last = batch[-1].pk


def still_broken(model, batch):
    """Read again what does not hold: it may have moved while the batch was read, and no lock keeps people waiting."""
    suspects = [thing.pk for thing, _number in broken_steps(model, batch)]
    return broken_steps(model, model._base_manager.filter(pk__in=suspects)) if suspects else []


class Command(BaseCommand):
    help = "Checks the digests, the order and the records of all steps. Exits with 1 if a chain is broken."

    def handle(self, **options):
        broken = sum(self.count_broken(model) for model in flowing_models())
        if broken:
            raise CommandError(f"{broken} chains are broken")
        self.stdout.write(self.style.SUCCESS("every chain is whole"))

    def count_broken(self, model):
        things = steps = broken = 0
        for batch in batches(model._base_manager.all()):
            things, steps = things + len(batch), steps + sum(thing.version for thing in batch)
            for thing, number in still_broken(model, batch):
                broken += 1
                self.stderr.write(f"{model._meta.verbose_name} {thing.number or ''} (#{thing.pk}): broken at step {number}")
        self.stdout.write(f"{model._meta.verbose_name}: {things} chains, {steps} steps, {broken} broken")
        return broken
