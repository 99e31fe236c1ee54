"""Fill an empty portal with the two districts of the demo."""

from django.core.management.base import BaseCommand, CommandError

from liaison.demo import district, tianyuan
from liaison.management.commands import defaults
from stations.models import Station


class Command(BaseCommand):
    help = "Load the demo: two districts of made-up people and their matters. Only into an empty portal."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there are stations already")

    def handle(self, *, if_empty, **options):
        if Station.objects.exists():
            if if_empty:
                self.stdout.write("已有联络站，演示数据不再装入。")
                return
            raise CommandError("数据库里已有联络站，演示数据只能装入空库。要重来，请先清空数据库（make demo FRESH=1）。")
        defaults.load()
        district.load(self.stdout.write, tianyuan.lay_out)
