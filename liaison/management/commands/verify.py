"""Check every chain of steps and the whole duty file; name the first broken step, and the first entry that is wrong."""

from django.core.management.base import BaseCommand, CommandError

from deputies.models import Duty
from deputies.models.duty import serving_models
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


def still_differing(model, batch):
    """Likewise the events whose entries in the duty file are not what they prove."""
    suspects = [thing.pk for thing in Duty.objects.differing(model, batch)]
    return Duty.objects.differing(model, list(model._base_manager.filter(pk__in=suspects))) if suspects else {}


class Command(BaseCommand):
    help = "Checks the digests, order and records of all steps, and the duty file against its events. Exits with 1 on a fault."

    def handle(self, **options):
        broken = sum(self.count_broken(model) for model in flowing_models())
        wrong = sum(self.count_wrong(model) for model in serving_models())
        faults = [f"{broken} chains are broken"] * bool(broken) + [f"the duty file is wrong about {wrong} events"] * bool(wrong)
        if faults:
            raise CommandError("; ".join(faults))
        self.stdout.write(self.style.SUCCESS("every chain is whole, and the duty file says what its events prove"))

    def count_broken(self, model):
        things = steps = broken = 0
        for batch in batches(model._base_manager.all()):
            things, steps = things + len(batch), steps + sum(thing.version for thing in batch)
            for thing, number in still_broken(model, batch):
                broken += 1
                number_of = getattr(thing, "number", None) or ""
                self.stderr.write(f"{model._meta.verbose_name} {number_of} (#{thing.pk}): broken at step {number}")
        self.stdout.write(f"{model._meta.verbose_name}: {things} chains, {steps} steps, {broken} broken")
        return broken

    def count_wrong(self, model):
        """Compare the duty file with a full recomputation from the events of the model."""
        things = wrong = 0
        for batch in batches(model._base_manager.all()):
            things += len(batch)
            for thing, service in still_differing(model, batch).items():
                wrong += 1
                self.tell_wrong(f"{thing.evidence}: deputy {service.deputy}, {service.kind} on {service.on}")
        for duty in Duty.objects.without_event(model)[:AT_ONCE]:
            wrong += 1
            self.tell_wrong(f"{duty.evidence}: no such event, entry #{duty.pk}")
        self.stdout.write(f"{model._meta.verbose_name}: duties of {things} events, {wrong} wrong")
        return wrong

    def tell_wrong(self, words):
        self.stderr.write(f"{Duty._meta.verbose_name} {words}")
