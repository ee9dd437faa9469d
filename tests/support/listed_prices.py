"""Files of a price list, of the shape of AWS's own (offers/v1.0/aws/<offer>/current/<region>/index.json)."""

import json
from typing import Any

REGION = "eu-central-1"
PUBLISHED = "2026-11-20T09:22:25Z"


def band(price: str, unit: str, begin: str = "0", end: str = "Inf", currency: str = "USD") -> dict[str, Any]:
    return {
        "rateCode": f"SKU.JRTCKXETXF.{begin}",
        "description": f"${price} per {unit}",
        "beginRange": begin,
        "endRange": end,
        "unit": unit,
        "pricePerUnit": {currency: price},
        "appliesTo": [],
    }


def offer_file(code: str, *entries: tuple[dict[str, str], list[dict[str, Any]]]) -> bytes:
    """A file of the list: `entries` are attributes and bands."""
    products, terms = {}, {}
    for number, (attributes, bands) in enumerate(entries):
        sku = f"{code.upper()[:10]}{number:04d}"
        products[sku] = {
            "sku": sku,
            "productFamily": "Serverless",
            "attributes": {"servicecode": code, "location": "EU (Fránkfurt)", "regionCode": REGION, **attributes},
        }
        terms[sku] = {
            f"{sku}.JRTCKXETXF": {
                "offerTermCode": "JRTCKXETXF",
                "sku": sku,
                "effectiveDate": "2026-11-01T00:00:00Z",
                "priceDimensions": {f"{sku}.JRTCKXETXF.{at}": one for at, one in enumerate(bands)},
                "termAttributes": {},
            }
        }
    whole = {
        "formatVersion": "v1.0",
        "disclaimer": "This pricing list is for informational purposes only.",
        "offerCode": code,
        "version": "20261120092225",
        "publicationDate": PUBLISHED,
        "products": products,
        "terms": {"OnDemand": terms, "Reserved": {}},
        "attributesList": {},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False).encode()


def usage(name: str, **more: str) -> dict[str, str]:
    return {"usagetype": name, "operation": "", **more}


FILES = {
    "AWSLambda": offer_file(
        "AWSLambda",
        (
            usage("EUC1-Lambda-GB-Second"),
            [
                band("0.0000133334", "Lambda-GB-Second", "15000000000"),
                band("0.0000166667", "Lambda-GB-Second", "0", "6000000000"),
                band("0.0000150000", "Lambda-GB-Second", "6000000000", "15000000000"),
            ],
        ),
        (
            usage("Global-Lambda-GB-Second", location="Any", regionCode=""),
            [band("0.0000000000", "Lambda-GB-Second", "0", "400000")],
        ),
        (usage("EUC1-Request"), [band("0.0000002000", "Requests")]),
        (usage("EUC1-Lambda-Edge-Request"), [band("0.0000006000", "Requests")]),
    ),
    "AmazonDynamoDB": offer_file(
        "AmazonDynamoDB",
        (usage("TimedStorage-ByteHrs"), [band("0", "GB-Mo", "0", "25"), band("0.306", "GB-Mo", "25")]),
        (usage("EUC1-TimedStorage-ByteHrs"), [band("0.306", "GB-Mo")]),
        (usage("EUC1-IA-TimedStorage-ByteHrs"), [band("0.1224", "GB-Mo")]),
        (usage("EUC1-WriteRequestUnits"), [band("0.0000007625", "WriteRequestUnits", currency="CNY")]),
        (usage("EUC1-ReadRequestUnits"), [band("0.0000001525", "ReadRequestUnits")]),
        (usage("USE1-ReadRequestUnits", regionCode="us-east-1"), [band("0.0000001250", "ReadRequestUnits")]),
    ),
    "AmazonSageMaker": offer_file(
        "AmazonSageMaker",
        (usage("EUC1-AsyncInf:ml.g5.xlarge"), [band("1.7600000000", "Hrs")]),
        (usage("EUC1-Host:ml.g5.2xlarge"), [band("1.9000000000", "Hrs")]),
    ),
    "transcribe": offer_file(
        "transcribe",
        (usage("EUC1-TranscribeAudio"), [band("0.0001000000", "second")]),
        (usage("EUC1-CallAnalyticsTranscribeAudio"), [band("0.0005000000", "second")]),
    ),
}
