"""Make the moves that nobody makes; run it every night."""

from django.core.management.base import BaseCommand

from stations.actions import limits


class Command(BaseCommand):
    help = "Counts dates again if the calendar has changed, then lets limits lapse that ran out. A second run changes nothing."

    def handle(self, **options):
        self.stdout.write(f"{limits.recount()} dates counted again")  # first, since a new holiday gives people time
        self.stdout.write(f"{limits.lapse()} limits lapsed")
